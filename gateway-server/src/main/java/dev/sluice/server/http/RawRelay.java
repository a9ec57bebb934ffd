package dev.sluice.server.http;

import dev.sluice.gateway.path.Outcome;
import dev.sluice.gateway.upstream.UpstreamFailure;
import dev.sluice.gateway.upstream.UpstreamStream;
import io.netty.buffer.Unpooled;
import java.util.function.Consumer;

/// Passes a body on byte for byte; a body that broke off breaks the client's connection too. Event
/// loop only.
final class RawRelay implements UpstreamStream.Sink {

  private final UpstreamStream stream;
  private final Response out;
  private final PassThrough.Tap tap;
  private final Consumer<Outcome> over;
  private boolean ended;

  RawRelay(UpstreamStream stream, Response out, PassThrough.Tap tap, Consumer<Outcome> over) {
    this.stream = stream;
    this.out = out;
    this.tap = tap;
    this.over = over;
  }

  void start() {
    writabilityChanged();
    stream.start(this);
  }

  void writabilityChanged() {
    if (ended) {
      return;
    }
    if (out.isWritable()) {
      stream.resume();
    } else {
      stream.pause();
    }
  }

  void clientLeft() {
    if (!ended) {
      ended = true;
      stream.cancel();
      over.accept(Outcomes.cancelled(out.status()));
    }
  }

  void cut() {
    if (!ended) {
      ended = true;
      stream.cancel();
      over.accept(new Outcome(Outcome.Kind.REJECTED, out.status()));
      out.breakOff();
    }
  }

  @Override
  public void onData(byte[] data) {
    if (!ended) {
      tap.onData(data);
      out.write(Unpooled.wrappedBuffer(data));
    }
  }

  @Override
  public void onEnd() {
    if (!ended) {
      ended = true;
      over.accept(Outcomes.of(out.status()));
      out.end();
    }
  }

  @Override
  public void onFailure(UpstreamFailure failure) {
    if (!ended) {
      ended = true;
      over.accept(new Outcome(Outcomes.of(HttpErrors.upstream(failure)).kind(), out.status()));
      out.breakOff();
    }
  }
}
