package dev.sluice.gateway.call;

import dev.sluice.gateway.budget.Purse;
import dev.sluice.gateway.chat.Answer;
import dev.sluice.gateway.chat.AnswerReader;
import dev.sluice.gateway.chat.EmbeddingVectors;
import dev.sluice.gateway.chat.ProviderError;
import dev.sluice.gateway.chat.Usage;
import dev.sluice.gateway.config.ModelConfig;
import dev.sluice.gateway.config.ModelConfig.Served;
import dev.sluice.gateway.config.TimeoutConfig;
import dev.sluice.gateway.exchange.Attempt;
import dev.sluice.gateway.exchange.Exchange;
import dev.sluice.gateway.exchange.Operation;
import dev.sluice.gateway.exchange.Settlement;
import dev.sluice.gateway.ledger.AttemptRows;
import dev.sluice.gateway.ledger.Ledger;
import dev.sluice.gateway.money.Usd;
import dev.sluice.gateway.terms.FailureKind;
import dev.sluice.gateway.upstream.Header;
import dev.sluice.gateway.upstream.UpstreamCall;
import dev.sluice.gateway.upstream.UpstreamCall.Expect;
import dev.sluice.gateway.upstream.UpstreamClient;
import dev.sluice.gateway.upstream.UpstreamFailure;
import dev.sluice.gateway.upstream.UpstreamResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One attempt at one provider: reserve, intend, call, settle.
///
/// An attempt whose answer came whole is settled here; an open stream is settled by its reader.
/// Runs on a virtual thread.
final class OneCall {

  private static final Header CONTENT_TYPE = new Header("content-type", "application/json");
  private static final Header USER_AGENT = new Header("user-agent", "sluice");

  /// Where a provider's export of its usage carries it, each line finds its row in the ledger.
  private static final String CLIENT_REQUEST_ID = "x-client-request-id";

  private final UpstreamClient client;
  private final Ledger ledger;
  private final AttemptRows rows;
  private final Additions additions;

  OneCall(UpstreamClient client, Ledger ledger, AttemptRows rows, Additions additions) {
    this.client = client;
    this.ledger = ledger;
    this.rows = rows;
    this.additions = additions;
  }

  /// What a call may take.
  ///
  /// @param longest tokens of the answer, 0 for no bound of ours
  record Terms(Purse purse, long longest) {

    /// The same without what a provider may refuse.
    Terms bare() {
      return new Terms(purse, 0);
    }
  }

  /// Asks once; again where a kept connection was stale, and where the provider refuses what Sluice
  /// added to the request, without it.
  Paid ask(Exchange x, ModelConfig model, Served served, Terms asked) throws InterruptedException {
    boolean added = additions.allowed(x, model);
    Terms terms = added ? asked : asked.bare();
    Paid paid = attempt(x, model, served, terms, added);
    if (isStale(paid)) {
      paid = attempt(x, model, served, terms, added);
    }
    boolean additional = terms.longest() > 0 || RequestEdits.hasAdditions(x, model);
    if (added && refusedAsWrong(paid) && additional) {
      Paid bare = attempt(x, model, served, terms.bare(), false);
      if (!(bare instanceof Paid.Failed)) {
        additions.refusedBy(x, model);
        return bare;
      }
    }
    return paid;
  }

  private static boolean isStale(Paid paid) {
    return paid instanceof Paid.Failed failed && failed.failure().kind() == FailureKind.STALE;
  }

  private static boolean refusedAsWrong(Paid paid) {
    return paid instanceof Paid.Failed failed
        && failed.failure().kind() == FailureKind.BAD_REQUEST
        && failed.failure().status() == 400;
  }

  private Paid attempt(Exchange x, ModelConfig model, Served served, Terms terms, boolean added)
      throws InterruptedException {
    Hold hold = hold(x, WorstCase.of(x.request(), model), terms);
    if (!(hold.outcome() instanceof Purse.Reservation held)) {
      return failed(refusal(hold.outcome()));
    }
    if (x.deadline().isOver()) {
      held.settle(Usd.ZERO);
      return failed(UpstreamFailure.of(FailureKind.TOTAL_TIMEOUT, "out of time", false));
    }
    Attempt attempt = x.openAttempt(model, served.provider());
    attempt.reserves(held.amount());
    attempt.whenSettled(() -> settled(attempt, held));
    if (!ledger.intend(rows.intent(x, attempt))) {
      attempt.failedBy(FailureKind.LEDGER_FULL);
      attempt.settle(Settlement.FREE, x.nanoTime());
      return failed(UpstreamFailure.of(FailureKind.LEDGER_FULL, "no room in the ledger", false));
    }
    boolean handedOn = false;
    try {
      Paid paid = read(x, attempt, wait(x, call(x, attempt, served, added, hold.clamp())));
      handedOn = paid instanceof Paid.Streaming;
      return paid;
    } finally {
      if (!handedOn) {
        settleOpen(x, attempt);
      }
    }
  }

  /// What was held for a call, if it was.
  ///
  /// @param clamp the longest answer that it covers, 0 where that is the client's own bound
  private record Hold(Purse.Outcome outcome, long clamp) {}

  /// What is bounded needs to be held only up to its bound.
  private static Hold hold(Exchange x, WorstCase worst, Terms terms) {
    long bound = terms.longest();
    return bound > 0 && bound < worst.output()
        ? hold(x, worst.upTo(bound), terms.purse(), bound)
        : hold(x, worst, terms.purse(), 0);
  }

  /// Where the worst case does not fit, the answer of a routed request is bounded by what is left.
  /// Others of the same key may take that in the meantime, so it is tried more than once.
  private static Hold hold(Exchange x, WorstCase worst, Purse purse, long bound) {
    Hold hold = new Hold(purse.reserve(worst.cost()), bound);
    for (int i = 0; i < 3 && hold.outcome() instanceof Purse.Refusal; i++) {
      long clamp = x.plan().isRouted() ? worst.affordableOutput(purse.left()) : 0;
      if (clamp == 0) {
        return hold;
      }
      hold = new Hold(purse.reserve(worst.cost(clamp)), clamp);
    }
    return hold;
  }

  private static UpstreamFailure refusal(Purse.Outcome outcome) {
    return outcome == Purse.Refusal.BY_BUDGET
        ? UpstreamFailure.of(FailureKind.BUDGET_SPENT, "the budget does not cover it", false)
        : UpstreamFailure.of(FailureKind.REFUSED_BY_BUDGET, "the money cap does not fit", false);
  }

  /// A stream that is read to its end settles long after this call: its hold must not outlive it.
  private static void settled(Attempt attempt, Purse.Reservation held) {
    Usd cost = attempt.cost();
    held.settle(cost == null ? Usd.ZERO : cost);
  }

  /// On interrupt, or when something throws, an attempt that is not handed on was cancelled.
  private void settleOpen(Exchange x, Attempt attempt) {
    if (attempt.state() == Attempt.State.OPEN) {
      attempt.failedBy(FailureKind.CANCELLED);
      attempt.settle(Settlement.broken(null, x.request(), 0), x.nanoTime());
    }
  }

  private UpstreamCall call(Exchange x, Attempt attempt, Served served, boolean added, long clamp) {
    byte[] body =
        RequestEdits.apply(
            x, attempt.model(), served.name(), new RequestEdits.Wanted(added, clamp));
    Header id = new Header(CLIENT_REQUEST_ID, x.id() + "/" + attempt.number());
    return new UpstreamCall(
        served.provider(),
        "POST",
        x.operation().path(),
        List.of(CONTENT_TYPE, USER_AGENT, id),
        new UpstreamCall.RequestBytes(body),
        x.request().stream() ? Expect.EVENTS : Expect.WHOLE,
        cut(x.config().timeouts(), x),
        x.affinity());
  }

  private static TimeoutConfig cut(TimeoutConfig timeouts, Exchange x) {
    Duration left = x.deadline().left();
    return new TimeoutConfig(timeouts.connect(), timeouts.firstByte(), timeouts.idle(), left);
  }

  private UpstreamResponse wait(Exchange x, UpstreamCall call) throws InterruptedException {
    x.beginWait();
    try {
      return client.start(call).await();
    } finally {
      x.endWait();
    }
  }

  private Paid read(Exchange x, Attempt attempt, UpstreamResponse response) {
    return switch (response) {
      case UpstreamResponse.Failed failed -> {
        attempt.failedBy(failed.failure().kind());
        attempt.settle(
            failed.failure().sent() ? Settlement.broken(null, x.request(), 0) : Settlement.FREE,
            x.nanoTime());
        yield failed(failed.failure());
      }
      case UpstreamResponse.Opened opened -> {
        attempt.answeredWith(opened.head().status(), opened.head().header("x-request-id"));
        yield new Paid.Streaming(opened, attempt);
      }
      case UpstreamResponse.Whole whole -> {
        attempt.answeredWith(whole.head().status(), whole.head().header("x-request-id"));
        yield whole(x, attempt, whole);
      }
    };
  }

  /// Reads a good chat answer once; only what is none of that is looked at again.
  private Paid whole(Exchange x, Attempt attempt, UpstreamResponse.Whole whole) {
    boolean good = whole.head().status() >= 200 && whole.head().status() <= 299;
    Optional<Answer> answer =
        good && x.operation() == Operation.CHAT
            ? AnswerReader.read(whole.body())
            : Optional.empty();
    if (answer.isPresent()) {
      Answer chat = answer.get();
      long chars = (long) chat.content().length() + chat.reasoning().length();
      attempt.settle(Settlement.whole(chat.usage(), x.request(), chars), x.nanoTime());
      return new Paid.Answered(chat, attempt);
    }
    UpstreamFailure failure = good ? failureUnder200(x, whole) : refusal(whole);
    if (failure != null) {
      attempt.failedBy(failure.kind());
      attempt.settle(good ? unusable(x, whole, failure) : Settlement.FREE, x.nanoTime());
      return failed(failure);
    }
    Usage usage = AnswerReader.usage(whole.body()).orElse(null);
    attempt.settle(Settlement.whole(usage, x.request(), 0), x.nanoTime());
    return new Paid.Other(asAsked(x, whole), attempt);
  }

  /// A refusal and an error are not billed, by any provider that is known; what looks like success
  /// may be.
  private static Settlement unusable(
      Exchange x, UpstreamResponse.Whole whole, UpstreamFailure failure) {
    return failure.kind() == FailureKind.SERVER_ERROR
        ? Settlement.FREE
        : Settlement.broken(AnswerReader.usage(whole.body()).orElse(null), x.request(), 0);
  }

  /// Vectors in the form that the client asked for, which not every provider knows.
  private static UpstreamResponse.Whole asAsked(Exchange x, UpstreamResponse.Whole whole) {
    boolean base64 =
        x.operation() == Operation.EMBEDDING
            && "base64".equals(x.request().string("encoding_format"));
    return base64
        ? new UpstreamResponse.Whole(whole.head(), EmbeddingVectors.inBase64(whole.body()))
        : whole;
  }

  private static UpstreamFailure refusal(UpstreamResponse.Whole whole) {
    int status = whole.head().status();
    return new UpstreamFailure(
        ProviderError.isAboutAccount(whole.body())
            ? FailureKind.ACCOUNT
            : UpstreamFailure.kindOf(status),
        status,
        "status " + status,
        status < 500 ? new UpstreamFailure.ErrorText(whole.body()) : null,
        RetryAfter.of(whole.head()),
        true);
  }

  /// A 200 may hold an error: a provider that keeps a slow connection open with blank lines has
  /// sent its status before it knew. Null where nothing is wrong.
  private static @Nullable UpstreamFailure failureUnder200(
      Exchange x, UpstreamResponse.Whole whole) {
    if (AnswerReader.error(whole.body()).isPresent()) {
      return UpstreamFailure.of(FailureKind.SERVER_ERROR, "an error under status 200", true);
    }
    return x.operation() == Operation.CHAT
        ? UpstreamFailure.of(FailureKind.PROTOCOL, "no chat completion", true)
        : null;
  }

  private static Paid failed(UpstreamFailure failure) {
    return new Paid.Failed(failure);
  }
}
