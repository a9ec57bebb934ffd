package dev.sluice.server.http;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/// A request body on its way in, counted against its own limit and, by the memory set aside for it,
/// against what the process may hold. Event loop only.
final class BodyCollector implements BodySink {

  /// How a piece was taken.
  enum Taken {
    OK,
    TOO_LARGE,
    NO_ROOM
  }

  private static final int MAX_TRUSTED_LENGTH = 1 << 20;
  private static final byte[] EMPTY = {};

  private final Admission admission;
  private final long limit;
  private final long declared;
  private byte[] bytes;
  private int size;
  private long held;

  /// @param declared the `Content-Length`, 0 where there is none; a large one is believed only as
  ///   far as it is filled
  BodyCollector(Admission admission, long limit, long declared) {
    this.admission = admission;
    this.limit = Math.min(limit, Integer.MAX_VALUE - 16);
    this.declared = declared;
    this.bytes = EMPTY;
  }

  @Override
  public Taken add(ByteBuf piece) {
    int more = piece.readableBytes();
    if (size + (long) more > limit) {
      return Taken.TOO_LARGE;
    }
    if (size + more > bytes.length && !grow(size + more)) {
      return Taken.NO_ROOM;
    }
    piece.readBytes(bytes, size, more);
    size += more;
    return Taken.OK;
  }

  /// To twice the room, or to what was declared where that is less.
  private boolean grow(int least) {
    long wanted = Math.min(limit, bytes.length * 2L);
    if (declared >= least) {
      wanted = Math.min(declared, Math.max(wanted, MAX_TRUSTED_LENGTH));
    }
    return growTo(Math.max(least, wanted)) || growTo(least);
  }

  private boolean growTo(long length) {
    long more = length - bytes.length;
    boolean large = length > MAX_TRUSTED_LENGTH;
    if (!(large ? admission.tryHoldLarge(more) : admission.tryHold(more))) {
      return false;
    }
    held += more;
    bytes = Arrays.copyOf(bytes, (int) length);
    return true;
  }

  /// The whole body; the room for its bytes passes to the caller.
  byte[] take() {
    admission.release(held - size);
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
    bytes = EMPTY;
  }
}
