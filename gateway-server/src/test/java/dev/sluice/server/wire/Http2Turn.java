package dev.sluice.server.wire;

import dev.sluice.server.e2e.GatewayFixture;
import dev.sluice.server.wire.Http2Inbox.Event;
import io.netty.handler.codec.http2.Http2FrameStream;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// One stream of an HTTP/2 connection; an answer's DATA frame is a piece.
final class Http2Turn extends Turn {

  private final Http2Wire wire;
  private final Http2FrameStream stream;
  private final BlockingQueue<Event> events;
  private @Nullable Ending end;

  Http2Turn(Http2Wire wire, Http2FrameStream stream, BlockingQueue<Event> events) {
    this.wire = wire;
    this.stream = stream;
    this.events = events;
  }

  @Override
  public Turn write(byte[] piece, boolean last) {
    wire.data(stream, piece, last);
    return this;
  }

  @Override
  public void abort() {
    wire.cancel(stream);
  }

  @Override
  protected @Nullable Head nextHead() {
    return switch (next()) {
      case Event.Head head -> {
        ends(head.last());
        Map<String, String> headers = new TreeMap<>();
        head.headers()
            .forEach(line ->
                headers.merge(
                    line.getKey().toString(),
                    line.getValue().toString(),
                    (first, second) -> first + ", " + second));
        String status = headers.remove(":status");
        yield new Head(status == null ? 0 : Integer.parseInt(status), headers);
      }
      case Event.Data data -> throw new AssertionError("a body before its head");
      case Event.Over over -> {
        end = over.ending();
        yield null;
      }
    };
  }

  @Override
  protected byte @Nullable [] nextPiece() {
    if (end != null) {
      return null;
    }
    return switch (next()) {
      case Event.Head trailers -> {
        ends(trailers.last());
        yield nextPiece();
      }
      case Event.Data data -> {
        ends(data.last());
        wire.consumed(stream, data.window());
        yield data.bytes().length == 0 ? nextPiece() : data.bytes();
      }
      case Event.Over over -> {
        end = over.ending();
        yield null;
      }
    };
  }

  private void ends(boolean last) {
    if (last) {
      end = new Ending.Clean();
    }
  }

  private Event next() {
    try {
      Event event = events.poll(GatewayFixture.PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      if (event == null) {
        throw new AssertionError("nothing came for too long");
      }
      return event;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  protected Ending end() {
    return end == null ? new Ending.Cut("unknown") : end;
  }
}
