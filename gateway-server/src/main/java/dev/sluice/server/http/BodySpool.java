package dev.sluice.server.http;

import dev.sluice.server.http.BodyCollector.Taken;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import java.util.Arrays;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/// A body that is passed on as it stands, on its way in: in memory while it is small, else to disk.
///
/// What is not yet on disk is counted against what the process may hold; while the disk is slower
/// than the client, nothing is read from the client. A body on disk holds one place of the requests
/// in flight from its first byte there. Event loop only.
final class BodySpool implements BodySink {

  /// Larger bodies go to disk.
  static final int MAX_IN_MEMORY = 256 * 1024;

  private static final int PIECE_BYTES = 64 * 1024;
  private static final int PAUSE_ABOVE = 4 * PIECE_BYTES;
  private static final int RESUME_BELOW = 2 * PIECE_BYTES;
  private static final byte[] NONE = {};

  private final DataPlane plane;
  private final Channel client;
  private final String id;
  private final long limit;
  private final boolean large;
  private final BodyCollector small;
  private @Nullable SpoolFile file;
  private byte[] piece = NONE;
  private int filled;
  private long size;
  private long unwritten;
  private boolean paused;

  /// @param client whose reading follows the disk
  /// @param id of the request
  /// @param declared the `Content-Length`, 0 where there is none
  BodySpool(DataPlane plane, Channel client, String id, long limit, long declared) {
    this.plane = plane;
    this.client = client;
    this.id = id;
    this.limit = limit;
    large = declared > MAX_IN_MEMORY;
    small = new BodyCollector(plane.admission(), MAX_IN_MEMORY, large ? 0 : declared);
  }

  @Override
  public Taken add(ByteBuf next) {
    int more = next.readableBytes();
    if (more > limit - size) {
      return Taken.TOO_LARGE;
    }
    size += more;
    if (file == null) {
      if (!large && size <= MAX_IN_MEMORY) {
        return small.add(next);
      }
      if (!plane.admission().tryEnter()) {
        return Taken.NO_ROOM;
      }
      file = SpoolFile.start(plane.uploads(), id, this::taken);
      hand(file, small.take());
    }
    return append(file, next);
  }

  private Taken append(SpoolFile to, ByteBuf next) {
    if (to.hasFailed()) {
      return Taken.NO_ROOM;
    }
    while (next.isReadable()) {
      if (piece.length == 0) {
        if (!plane.admission().tryHold(PIECE_BYTES)) {
          return Taken.NO_ROOM;
        }
        piece = new byte[PIECE_BYTES];
      }
      int count = Math.min(PIECE_BYTES - filled, next.readableBytes());
      next.readBytes(piece, filled, count);
      filled += count;
      if (filled == PIECE_BYTES) {
        hand(to, piece);
        piece = NONE;
        filled = 0;
      }
    }
    pace(unwritten > PAUSE_ABOVE);
    return Taken.OK;
  }

  /// The whole body. It takes its room with it, one on disk also its place among the requests in
  /// flight.
  ReceivedBody take() {
    SpoolFile whole = file;
    if (whole == null) {
      return new ReceivedBody.InMemory(small.take(), plane.admission());
    }
    plane.admission().release(piece.length - filled);
    hand(whole, Arrays.copyOf(piece, filled));
    piece = NONE;
    whole.end();
    pace(false);
    return new ReceivedBody.OnDisk(whole, size);
  }

  @Override
  public void drop() {
    small.drop();
    if (file != null) {
      file.close();
      file = null;
      plane.admission().release(piece.length);
      plane.admission().leave();
      piece = NONE;
      pace(false);
    }
  }

  private void hand(SpoolFile to, byte[] bytes) {
    unwritten += bytes.length;
    to.add(bytes);
  }

  /// On the thread of the file.
  private void taken(int bytes) {
    plane.admission().release(bytes);
    try {
      client.eventLoop().execute(() -> written(bytes));
    } catch (RejectedExecutionException e) {
      // the loop is shut down, and nobody waits
    }
  }

  private void written(int bytes) {
    unwritten -= bytes;
    if (unwritten < RESUME_BELOW) {
      pace(false);
    }
  }

  private void pace(boolean pause) {
    if (paused != pause) {
      paused = pause;
      if (client.isOpen()) {
        client.config().setAutoRead(!pause);
      }
    }
  }
}
