package dev.sluice.gateway.call;

import dev.sluice.gateway.budget.Purse;
import dev.sluice.gateway.config.ModelConfig;
import dev.sluice.gateway.config.ModelConfig.Served;
import dev.sluice.gateway.exchange.Exchange;
import dev.sluice.gateway.ledger.AttemptRows;
import dev.sluice.gateway.ledger.Ledger;
import dev.sluice.gateway.terms.FailureKind;
import dev.sluice.gateway.upstream.CircuitBreaker;
import dev.sluice.gateway.upstream.CircuitBreakers;
import dev.sluice.gateway.upstream.RetryBudget;
import dev.sluice.gateway.upstream.RetryBudgets;
import dev.sluice.gateway.upstream.UpstreamClient;
import dev.sluice.gateway.upstream.UpstreamFailure;
import java.time.Duration;

/// The paid call over real providers: the order of providers, repetitions, breakers.
///
/// A failure before the first byte is repeated at the same provider where its kind allows it, the
/// retry budget has room and the wait is short; then the model's next provider is asked. A request
/// that a provider calls wrong is not sent elsewhere: it is the same request there. Runs on a
/// virtual thread.
public final class ProviderCalls implements PaidCall {

  /// A provider that asks for a longer pause is left for the next one.
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

  private static final Duration SHORTEST_PAUSE = Duration.ofMillis(50);

  /// Waits between two tries.
  @FunctionalInterface
  public interface Pause {
    void sleep(Duration time) throws InterruptedException;
  }

  private final OneCall one;
  private final CircuitBreakers breakers;
  private final RetryBudgets budgets;
  private final Pause pause;

  public ProviderCalls(
      UpstreamClient client,
      Ledger ledger,
      AttemptRows rows,
      CircuitBreakers breakers,
      RetryBudgets budgets,
      Pause pause) {
    this.one = new OneCall(client, ledger, rows, new Additions());
    this.breakers = breakers;
    this.budgets = budgets;
    this.pause = pause;
  }

  @Override
  public Paid ask(Exchange x, ModelConfig model, Purse purse, long longest)
      throws InterruptedException {
    OneCall.Terms terms = new OneCall.Terms(purse, longest);
    Paid paid =
        new Paid.Failed(
            UpstreamFailure.of(FailureKind.CIRCUIT_OPEN, "no provider of the model", false));
    for (Served served : model.providers()) {
      RetryBudget budget = budgets.of(served.provider().name());
      budget.begin();
      try {
        paid = askProvider(x, model, served, terms, budget);
      } finally {
        budget.end();
      }
      if (!(paid instanceof Paid.Failed failed) || endsHere(failed.failure().kind())) {
        return paid;
      }
    }
    return paid;
  }

  private Paid askProvider(
      Exchange x, ModelConfig model, Served served, OneCall.Terms terms, RetryBudget budget)
      throws InterruptedException {
    Paid paid = guarded(x, model, served, terms);
    for (int tries = 1; tries < x.config().retry().attempts(); tries++) {
      if (!(paid instanceof Paid.Failed failed) || !mayRepeat(failed.failure(), x)) {
        return paid;
      }
      if (!budget.tryAcquire(x.config().retry())) {
        return paid;
      }
      try {
        x.beginWait();
        try {
          pause.sleep(pauseAfter(failed.failure(), tries));
        } finally {
          x.endWait();
        }
        paid = guarded(x, model, served, terms);
      } finally {
        budget.release();
      }
    }
    return paid;
  }

  /// One try, if the breaker lets it through.
  private Paid guarded(Exchange x, ModelConfig model, Served served, OneCall.Terms terms)
      throws InterruptedException {
    CircuitBreaker breaker = breakers.of(served.provider().name(), model.id());
    return switch (breaker.tryPass()) {
      case CircuitBreaker.Admission.Refused refused ->
          new Paid.Failed(
              new UpstreamFailure(
                  refused.rateLimited() ? FailureKind.RATE_LIMITED : FailureKind.CIRCUIT_OPEN,
                  0,
                  "circuit breaker",
                  null,
                  refused.retryAfter(),
                  false));
      case CircuitBreaker.Admission.Admitted admitted -> {
        CircuitBreaker.Pass pass = admitted.pass();
        try {
          Paid paid = one.ask(x, model, served, terms);
          report(paid, pass);
          yield paid;
        } finally {
          pass.abandoned(); // counts only where nothing was reported
        }
      }
    };
  }

  private static void report(Paid paid, CircuitBreaker.Pass pass) {
    if (!(paid instanceof Paid.Failed failed)) {
      pass.succeeded();
      return;
    }
    UpstreamFailure failure = failed.failure();
    switch (failure.kind()) {
      case BAD_REQUEST, NOT_FOUND -> pass.succeeded();
      case RATE_LIMITED ->
          pass.rateLimited(failure.retryAfter() == null ? Duration.ZERO : failure.retryAfter());
      case CANCELLED, REFUSED_BY_BUDGET, BUDGET_SPENT, LEDGER_FULL, CIRCUIT_OPEN ->
          pass.abandoned();
      case CONNECT,
          RESET,
          STALE,
          FIRST_BYTE_TIMEOUT,
          IDLE_TIMEOUT,
          TOTAL_TIMEOUT,
          CUT,
          PROTOCOL,
          SERVER_ERROR,
          OVERLOADED,
          ACCOUNT ->
          pass.failed();
    }
  }

  private static boolean endsHere(FailureKind kind) {
    return kind == FailureKind.BAD_REQUEST
        || kind == FailureKind.CANCELLED
        || kind.isAboutMoney()
        || kind == FailureKind.LEDGER_FULL;
  }

  private static boolean mayRepeat(UpstreamFailure failure, Exchange x) {
    Duration asked = failure.retryAfter();
    boolean soon = asked == null || asked.compareTo(LONGEST_PAUSE) <= 0;
    return failure.kind().retryable() && soon && !x.deadline().isOver();
  }

  private static Duration pauseAfter(UpstreamFailure failure, int tries) {
    Duration asked = failure.retryAfter();
    return asked == null || asked.isZero() ? SHORTEST_PAUSE.multipliedBy(tries) : asked;
  }
}
