package dev.sluice.server.http;

import dev.sluice.gateway.chat.ApiError;
import dev.sluice.gateway.chat.StreamFold;
import dev.sluice.gateway.chat.StreamFold.Piece;
import dev.sluice.gateway.config.ModelConfig.OnDisconnect;
import dev.sluice.gateway.exchange.Exchange;
import dev.sluice.gateway.exchange.Operation;
import dev.sluice.gateway.path.Outcome;
import dev.sluice.gateway.path.Step;
import dev.sluice.gateway.terms.FailureKind;
import dev.sluice.gateway.upstream.UpstreamFailure;
import dev.sluice.gateway.upstream.UpstreamStream;
import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoop;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Passes a provider's events on to a client as they come, and ends in exactly one of four ways:
/// well; with an error event and a broken connection, because the provider failed; with the
/// upstream cancelled, because the client left; or read to its end for the client who left.
///
/// The upstream is paused while the client's connection is full. Event loop only.
final class StreamRelay implements UpstreamStream.Sink, ClientStream {

  private static final Logger LOG = LoggerFactory.getLogger(StreamRelay.class);

  /// An answer that takes more memory is not worth its place in a cache, nor is it remembered for a
  /// key.
  private static final long LONGEST_KEPT = 8L << 20;

  /// What an event takes besides its bytes.
  private static final int EVENT_OVERHEAD = 32;

  private final DataPlane plane;
  private final Exchange x;
  private final Response out;
  private final Step.Forwarded forwarded;
  private final EventLoop loop;
  private final Consumer<Outcome> over;
  private final UpstreamStream stream;
  private final StreamFold fold;
  private final StreamAccount account;
  private long held;
  private boolean ended;
  private boolean clientLeft;

  StreamRelay(
      DataPlane plane,
      Exchange x,
      ClientRequest request,
      Step.Forwarded forwarded,
      Consumer<Outcome> over) {
    this.plane = plane;
    this.x = x;
    this.out = request.response();
    this.loop = request.loop();
    this.forwarded = forwarded;
    this.over = over;
    stream = forwarded.opened().stream();
    boolean keep = mayBeStored(x);
    fold =
        new StreamFold(
            new StreamFold.Wishes(
                x.request().includeUsage(),
                ResponseWriter.shownModel(x),
                keep,
                x.request().choices()));
    account = new StreamAccount(plane.gateway(), x, forwarded.attempt(), fold);
  }

  @Override
  public void start() {
    x.firstByte();
    if (!out.isStreaming()) {
      out.openEvents(plane.timeouts().heartbeat(), SluiceHeaders.early(x));
    }
    writabilityChanged();
    account.reading();
    stream.start(this);
  }

  @Override
  public void writabilityChanged() {
    if (ended || clientLeft) {
      return;
    }
    if (out.isWritable()) {
      stream.resume();
    } else {
      stream.pause();
    }
  }

  @Override
  public void clientLeft() {
    if (ended || clientLeft) {
      return;
    }
    clientLeft = true;
    if (forwarded.attempt().model().onDisconnect() == OnDisconnect.DRAIN) {
      stream.resume();
      long bound = plane.timeouts().drainUpstream().toNanos();
      loop.schedule(this::giveUp, bound, TimeUnit.NANOSECONDS);
    } else {
      giveUp();
    }
  }

  @Override
  public void cut() {
    if (!ended) {
      stream.cancel();
      breakOff(HttpErrors.shuttingDown(), Outcome.Kind.REJECTED, FailureKind.CANCELLED);
    }
  }

  private void giveUp() {
    if (!ended) {
      ended = true;
      stream.cancel();
      account.settle(FailureKind.CANCELLED);
      over(Outcomes.cancelled(out.status()));
    }
  }

  @Override
  public void onData(byte[] data) {
    if (ended) {
      return;
    }
    try {
      holdRoom(data.length);
      pass(fold.accept(data));
    } catch (RuntimeException e) {
      LOG.atError().addKeyValue("request_id", x.id()).setCause(e).log("relaying an event failed");
      stream.cancel();
      breakOff(HttpErrors.internal(), Outcome.Kind.INTERNAL, FailureKind.CANCELLED);
    }
  }

  private void pass(Piece piece) {
    switch (piece) {
      case Piece.Pass pass -> send(pass.payload());
      case Piece.UsageTail tail -> {
        account.settle();
        send(ResponseWriter.withCost(x, tail));
      }
      case Piece.Drop drop -> {}
      case Piece.Done done -> onEnd();
      case Piece.Broken broken -> {
        stream.cancel();
        breakOff(broken.error(), Outcome.Kind.UPSTREAM_ERROR, FailureKind.CUT);
      }
    }
  }

  /// Answers that neither a cache nor an `Idempotency-Key` takes are not kept.
  private static boolean mayBeStored(Exchange x) {
    return x.options().idempotencyKey() != null
        || (x.operation() == Operation.CHAT
            && x.options().cache().mayStore()
            && !x.request().hasTools()
            && x.request().choices() == 1);
  }

  /// The events that are kept, and their text beside them, share the room of all buffered bodies;
  /// without room the answer is simply not stored.
  private void holdRoom(int eventBytes) {
    if (fold.isKeeping()) {
      long bytes = 2L * eventBytes + EVENT_OVERHEAD;
      boolean fits = held + bytes <= LONGEST_KEPT && plane.admission().tryHoldSpare(bytes);
      if (fits) {
        held += bytes;
      } else {
        fold.stopKeeping();
      }
    }
  }

  private void over(Outcome outcome) {
    plane.admission().release(held);
    held = 0;
    over.accept(outcome);
  }

  private void send(byte[] payload) {
    if (!clientLeft) {
      x.firstByte();
      out.event(payload);
    }
  }

  @Override
  public void onEnd() {
    if (ended) {
      return;
    }
    if (fold.finished()) {
      finish();
    } else {
      breakOff(HttpErrors.cut(), Outcome.Kind.UPSTREAM_ERROR, FailureKind.CUT);
    }
  }

  @Override
  public void onFailure(UpstreamFailure failure) {
    if (!ended) {
      ApiError error = failure.kind().isTimeout() ? HttpErrors.upstream(failure) : HttpErrors.cut();
      breakOff(error, Outcomes.of(error).kind(), failure.kind());
    }
  }

  private void finish() {
    ended = true;
    account.settle();
    if (clientLeft) {
      over(Outcomes.cancelled(out.status()));
      return;
    }
    out.event(SseFrame.DONE);
    ChannelFuture written = out.end();
    written.addListener(
        done -> over(done.isSuccess() ? Outcomes.OK : Outcomes.cancelled(out.status())));
  }

  private void breakOff(ApiError error, Outcome.Kind kind, FailureKind why) {
    ended = true;
    account.settle(why);
    if (clientLeft) {
      over(Outcomes.cancelled(out.status()));
      return;
    }
    out.event(error.body());
    out.breakOff().addListener(done -> over(new Outcome(kind, out.status())));
  }
}
