package dev.sluice.server.http;

import dev.sluice.gateway.chat.ApiError;
import dev.sluice.gateway.chat.StreamFold;
import dev.sluice.gateway.chat.StreamFold.Piece;
import dev.sluice.gateway.exchange.Exchange;
import dev.sluice.gateway.path.Outcome;
import dev.sluice.gateway.path.Step;
import dev.sluice.gateway.terms.FailureKind;
import dev.sluice.gateway.upstream.UpstreamFailure;
import dev.sluice.gateway.upstream.UpstreamStream;
import java.util.function.Consumer;

/// Reads a stream to its end for a client that asked for JSON. Nothing was sent yet, so that every
/// failure has its own status. Event loop only.
final class StreamCollect implements UpstreamStream.Sink, ClientStream {

  private static final long MAX_ANSWER = 32L << 20;

  private final UpstreamStream stream;
  private final Consumer<Step.End> answer;
  private final Consumer<Outcome> over;
  private final StreamFold fold;
  private final StreamAccount account;
  private long size;
  private boolean ended;

  /// @param answer gets the end once the books are closed
  /// @param over hears of a client that left instead
  StreamCollect(
      Gateway gateway,
      Exchange x,
      Step.Forwarded forwarded,
      Consumer<Step.End> answer,
      Consumer<Outcome> over) {
    this.stream = forwarded.opened().stream();
    this.answer = answer;
    this.over = over;
    this.fold = new StreamFold(new StreamFold.Wishes(true, null, true, x.request().choices()));
    this.account = new StreamAccount(gateway, x, forwarded.attempt(), fold);
  }

  @Override
  public void start() {
    account.reading();
    stream.start(this);
  }

  @Override
  public void writabilityChanged() {}

  @Override
  public void clientLeft() {
    if (!ended) {
      ended = true;
      stream.cancel();
      account.settle(FailureKind.CANCELLED);
      over.accept(Outcomes.cancelled(0));
    }
  }

  @Override
  public void cut() {
    if (!ended) {
      stream.cancel();
      fail(FailureKind.CANCELLED, HttpErrors.shuttingDown());
    }
  }

  @Override
  public void onData(byte[] data) {
    if (ended) {
      return;
    }
    size += data.length;
    if (size > MAX_ANSWER) {
      fold.stopKeeping();
    }
    Piece piece = fold.accept(data);
    if (piece instanceof Piece.Done) {
      onEnd();
    } else if (piece instanceof Piece.Broken broken) {
      stream.cancel();
      fail(FailureKind.CUT, HttpErrors.upstreamError(broken.error().message()));
    }
  }

  @Override
  public void onEnd() {
    if (!ended) {
      fold.answer()
          .ifPresentOrElse(
              whole -> end(new Step.Answered(whole)),
              () -> fail(FailureKind.CUT, HttpErrors.cut()));
    }
  }

  @Override
  public void onFailure(UpstreamFailure failure) {
    if (!ended) {
      fail(failure.kind(), HttpErrors.upstream(failure));
    }
  }

  private void fail(FailureKind why, ApiError error) {
    account.settle(why);
    end(new Step.Rejected(error));
  }

  private void end(Step.End end) {
    ended = true;
    account.settle();
    answer.accept(end);
  }
}
