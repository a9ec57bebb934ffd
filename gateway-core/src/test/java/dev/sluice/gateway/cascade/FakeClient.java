package dev.sluice.gateway.cascade;

import dev.sluice.gateway.chat.Answer;
import dev.sluice.gateway.chat.AnswerReplay;
import dev.sluice.gateway.chat.StreamFold;
import dev.sluice.gateway.chat.StreamFold.Piece;
import dev.sluice.gateway.exchange.Attempt;
import dev.sluice.gateway.exchange.Exchange;
import dev.sluice.gateway.exchange.Settlement;
import dev.sluice.gateway.path.Step;
import dev.sluice.gateway.terms.FailureKind;
import dev.sluice.gateway.upstream.UpstreamFailure;
import dev.sluice.gateway.upstream.UpstreamStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A client that asked for a stream with usage, and the relay before it, as far as the core can
/// tell: it takes events until it has had enough, and its connection fills up now and then.
final class FakeClient implements UpstreamStream.Sink {

  enum Ending {
    NONE,
    WELL,
    ERROR,
    LEFT
  }

  private final Exchange x;
  private final int leavesAt;
  private final int pausesAt;
  private final List<byte[]> events = new ArrayList<>();
  private final StreamFold fold = new StreamFold(new StreamFold.Wishes(true, null, false, 1));
  private Ending ending = Ending.NONE;
  private boolean answered;
  private boolean full;
  private @Nullable UpstreamStream stream;
  private @Nullable Attempt attempt;

  /// @param leavesAt after how many events
  /// @param pausesAt every how many events
  FakeClient(Exchange x, int leavesAt, int pausesAt) {
    this.x = x;
    this.leavesAt = leavesAt;
    this.pausesAt = pausesAt;
  }

  List<byte[]> events() {
    return events;
  }

  Ending ending() {
    return ending;
  }

  /// Whether somebody's answer was begun.
  boolean wasAnswered() {
    return answered;
  }

  void leaves() {
    ending = Ending.LEFT;
  }

  /// @param silent the upstream that may have to be woken
  void take(Step step, @Nullable ScriptedStream silent) {
    switch (step) {
      case Step.Answered whole -> replay(whole.answer());
      case Step.Forwarded forwarded -> relay(forwarded, silent);
      case Step.Rejected _ -> ending = Ending.ERROR;
      case Step.Relayed _ -> throw new AssertionError("no chat");
      case Step.Continue _ -> throw new AssertionError("no end");
    }
  }

  private void replay(Answer answer) {
    answered = true;
    events.addAll(AnswerReplay.events(answer, true));
    ending = Ending.WELL;
  }

  private void relay(Step.Forwarded forwarded, @Nullable ScriptedStream silent) {
    answered = true;
    attempt = forwarded.attempt();
    UpstreamStream from = forwarded.opened().stream();
    stream = from;
    from.resume();
    from.start(this);
    for (int i = 0; ending == Ending.NONE; i++) {
      if (i > 10_000) {
        throw new AssertionError("the stream never ends");
      }
      if (silent != null) {
        silent.wake();
      }
      if (full && ending == Ending.NONE) {
        full = false;
        from.resume();
      }
    }
  }

  @Override
  public void onData(byte[] data) {
    if (ending != Ending.NONE) {
      return;
    }
    switch (fold.accept(data)) {
      case Piece.Pass pass -> send(pass.payload());
      case Piece.UsageTail tail -> send(tail.payload());
      case Piece.Drop _ -> {}
      case Piece.Done _ -> onEnd();
      case Piece.Broken _ -> {
        stream().cancel();
        end(Ending.ERROR, FailureKind.CUT);
      }
    }
  }

  private void send(byte[] event) {
    events.add(event);
    if (events.size() >= leavesAt) {
      stream().cancel();
      end(Ending.LEFT, FailureKind.CANCELLED);
    } else if (events.size() % pausesAt == 0) {
      full = true;
      stream().pause();
    }
  }

  @Override
  public void onEnd() {
    if (ending == Ending.NONE) {
      end(fold.finished() ? Ending.WELL : Ending.ERROR, FailureKind.CUT);
    }
  }

  @Override
  public void onFailure(UpstreamFailure failure) {
    if (ending == Ending.NONE) {
      end(Ending.ERROR, failure.kind());
    }
  }

  private void end(Ending how, FailureKind why) {
    ending = how;
    Attempt answering = attempt;
    if (answering == null) {
      throw new IllegalStateException("nobody answers");
    }
    if (how != Ending.WELL) {
      answering.failedBy(why);
    }
    Settlement end =
        how == Ending.WELL
            ? Settlement.whole(fold.usage(), x.request(), fold.textChars())
            : Settlement.broken(fold.usage(), x.request(), fold.textChars());
    if (!answering.settle(end, x.nanoTime())) {
      throw new AssertionError("settled twice");
    }
  }

  private UpstreamStream stream() {
    UpstreamStream from = stream;
    if (from == null) {
      throw new IllegalStateException("nothing is relayed");
    }
    return from;
  }
}
