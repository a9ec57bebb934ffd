package dev.sluice.server.http;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/// A request body on its way in, counted against its own limit and against what the process may
/// hold. Event loop only.
final class BodyCollector implements BodySink {

  /// How a piece was taken.
  enum Taken {
    OK,
    TOO_LARGE,
    NO_ROOM
  }

  private static final int MAX_TRUSTED_LENGTH = 1 << 20;

  private final Admission admission;
  private final long limit;
  private byte[] bytes;
  private int size;
  private long held;

  /// @param declared the `Content-Length`, 0 where there is none; a large one is believed only as
  ///   far as it is filled
  BodyCollector(Admission admission, long limit, long declared) {
    this.admission = admission;
    this.limit = Math.min(limit, Integer.MAX_VALUE - 16);
    this.bytes = new byte[(int) Math.min(Math.max(declared, 0), MAX_TRUSTED_LENGTH)];
  }

  @Override
  public Taken add(ByteBuf piece) {
    int more = piece.readableBytes();
    if (size + (long) more > limit) {
      return Taken.TOO_LARGE;
    }
    if (!admission.tryHold(more)) {
      return Taken.NO_ROOM;
    }
    held += more;
    if (size + more > bytes.length) {
      long grown = Math.max(size + (long) more, Math.min(limit, bytes.length * 2L));
      bytes = Arrays.copyOf(bytes, (int) grown);
    }
    piece.readBytes(bytes, size, more);
    size += more;
    return Taken.OK;
  }

  /// The whole body; the room it takes passes to the caller.
  byte[] take() {
    held = 0;
    return bytes();
  }

  /// The bytes so far; the room they take stays with the collector.
  byte[] bytes() {
    return size == bytes.length ? bytes : Arrays.copyOf(bytes, size);
  }

  /// Gives the room back.
  @Override
  public void drop() {
    admission.release(held);
    held = 0;
    bytes = new byte[0];
  }
}
