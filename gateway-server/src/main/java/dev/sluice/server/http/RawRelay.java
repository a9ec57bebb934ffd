package dev.sluice.server.http;

import dev.sluice.gateway.path.Outcome;
import dev.sluice.gateway.upstream.UpstreamFailure;
import dev.sluice.gateway.upstream.UpstreamStream;
import io.netty.buffer.Unpooled;
import java.util.function.Consumer;

/// Passes a body on byte for byte; a body that broke off breaks the client's connection too, and so
/// does what fails in here. Event loop only.
final class RawRelay implements UpstreamStream.Sink {

  private final UpstreamStream stream;
  private final Response out;
  private final PassThrough.Tap tap;
  private final Over over;
  private boolean ended;

  /// Who hears of the end.
  ///
  /// @param ended before the last byte leaves
  /// @param broken something failed in here; both sides are still to be broken off
  record Over(Consumer<Outcome> ended, Consumer<RuntimeException> broken) {}

  RawRelay(UpstreamStream stream, Response out, PassThrough.Tap tap, Over over) {
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
    end(() -> {
      stream.cancel();
      over.ended().accept(Outcomes.cancelled(out.status()));
    });
  }

  void cut() {
    end(() -> {
      stream.cancel();
      over.ended().accept(new Outcome(Outcome.Kind.REJECTED, out.status()));
      out.breakOff();
    });
  }

  @Override
  public void onData(byte[] data) {
    if (ended) {
      return;
    }
    try {
      tap.onData(data);
      out.write(Unpooled.wrappedBuffer(data));
    } catch (RuntimeException e) {
      end(() -> over.broken().accept(e));
    }
  }

  @Override
  public void onEnd() {
    end(() -> {
      over.ended().accept(Outcomes.of(out.status()));
      out.end();
    });
  }

  @Override
  public void onFailure(UpstreamFailure failure) {
    end(() -> {
      Outcome.Kind kind = Outcomes.of(HttpErrors.upstream(failure)).kind();
      over.ended().accept(new Outcome(kind, out.status()));
      out.breakOff();
    });
  }

  /// Does it unless it has ended before.
  private void end(Runnable how) {
    if (ended) {
      return;
    }
    ended = true;
    try {
      how.run();
    } catch (RuntimeException e) {
      over.broken().accept(e);
    }
  }
}
