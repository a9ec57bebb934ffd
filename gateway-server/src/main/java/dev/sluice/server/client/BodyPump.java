package dev.sluice.server.client;

import dev.sluice.gateway.upstream.UpstreamCall.RequestSource;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.Semaphore;

/// Sends a body while it is read, as fast as the provider takes it.
///
/// Reads on a virtual thread of its own and is never more than [#AHEAD] pieces ahead of the socket.
/// Ends, and closes what it reads, when all is sent or the connection is gone.
final class BodyPump {

  /// Why a body cannot be sent that has nothing to do with the provider.
  static final class Unreadable extends IOException {
    private static final long serialVersionUID = 1;

    private Unreadable(Exception cause) {
      super(cause.getClass().getSimpleName(), cause);
    }
  }

  private static final int PIECE_BYTES = 64 << 10;
  private static final int AHEAD = 2;

  private final RequestSource source;
  private final Connection to;
  private final Runnable onSent;
  private final Promise<Void> done;
  private final Semaphore room = new Semaphore(AHEAD);

  private BodyPump(RequestSource source, Connection to, Promise<Void> done, Runnable onSent) {
    this.source = source;
    this.to = to;
    this.done = done;
    this.onSent = onSent;
  }

  /// Begins to send.
  ///
  /// @param onSent runs on the loop whenever a piece is with the kernel
  /// @return done when everything is; failed with [Unreadable], or because the provider takes no
  ///   more
  static Future<Void> start(RequestSource source, Connection to, EventLoop loop, Runnable onSent) {
    Promise<Void> done = loop.newPromise();
    Thread.ofVirtual().name("body-pump").start(new BodyPump(source, to, done, onSent)::run);
    return done;
  }

  private void run() {
    try (InputStream in = source.open()) {
      long left = source.length();
      while (left > 0 && !done.isDone()) {
        room.acquire();
        byte[] piece = in.readNBytes((int) Math.min(left, PIECE_BYTES));
        if (piece.length == 0) {
          throw new EOFException("shorter than announced");
        }
        left -= piece.length;
        send(piece, left == 0);
      }
    } catch (IOException | InterruptedException | RuntimeException e) {
      done.tryFailure(new Unreadable(e));
    }
  }

  /// The last piece says that it is the last: a provider that has it may answer at once, and then
  /// nothing more must be on its way.
  private void send(byte[] piece, boolean last) {
    ByteBuf bytes = Unpooled.wrappedBuffer(piece);
    to.write(
        last ? new DefaultLastHttpContent(bytes) : new DefaultHttpContent(bytes),
        sent -> {
          room.release();
          if (!sent.isSuccess()) {
            done.tryFailure(sent.cause());
            return;
          }
          onSent.run();
          if (last) {
            done.trySuccess(null);
          }
        });
  }
}
