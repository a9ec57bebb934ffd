package dev.sluice.gateway.ledger;

import dev.sluice.gateway.chat.Usage;
import dev.sluice.gateway.config.ModelConfig;
import dev.sluice.gateway.exchange.Attempt;
import dev.sluice.gateway.exchange.Exchange;
import dev.sluice.gateway.exchange.Plan;
import dev.sluice.gateway.ledger.LedgerRow.Charge;
import dev.sluice.gateway.ledger.LedgerRow.Kind;
import dev.sluice.gateway.ledger.LedgerRow.Payer;
import dev.sluice.gateway.ledger.LedgerRow.Result;
import dev.sluice.gateway.ledger.LedgerRow.State;
import dev.sluice.gateway.ledger.LedgerRow.Target;
import dev.sluice.gateway.money.Estimate;
import dev.sluice.gateway.money.Price;
import dev.sluice.gateway.money.PriceBook;
import dev.sluice.gateway.money.Usd;
import dev.sluice.gateway.terms.Tier;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The rows that a request leaves in the ledger. Any thread.
public final class AttemptRows {

  private final PriceBook prices;
  private final InstantSource clock;

  public AttemptRows(PriceBook prices, InstantSource clock) {
    this.prices = prices;
    this.clock = clock;
  }

  /// What stands of an attempt that is about to begin, if nothing is ever heard of it again.
  public LedgerRow intent(Exchange x, Attempt attempt) {
    boolean priced = attempt.model().price() != null;
    return row(
        x,
        attempt,
        State.UNKNOWN,
        Usage.NONE,
        charge(attempt, priced ? attempt.reserved() : null, Estimate.NOTHING, Estimate.NOTHING));
  }

  /// What became of an attempt that has ended; of its request it is known who was served.
  public LedgerRow ended(Exchange x, Attempt attempt) {
    boolean served = attempt.kind() == Attempt.Kind.ANSWER && attempt.failure() == null;
    return row(
        x,
        attempt,
        state(attempt),
        attempt.usage(),
        charge(
            attempt,
            attempt.cost(),
            served ? counterpart(attempt, x.baselineEstimate()) : Estimate.NOTHING,
            served ? counterpart(attempt, x.standardEstimate()) : Estimate.NOTHING));
  }

  /// What an unpriced answer would have cost elsewhere cannot be held against what it cost here.
  private static @Nullable Estimate counterpart(Attempt attempt, @Nullable Estimate estimate) {
    return attempt.cost() == null ? null : estimate;
  }

  /// A request that was answered with what is stored.
  public LedgerRow hit(Exchange x) {
    String model = x.servedModel();
    return new LedgerRow(
        x.id(),
        x.attempts().size(), // after those that were paid to find it
        clock.instant().minusNanos(x.elapsedNanos()),
        Kind.HIT,
        State.FREE,
        new Target(null, model == null ? "other" : model, tier(x.servedTier()), task(x)),
        new Result(200, x.request().stream(), null, cache(x), x.elapsedNanos() / 1_000_000),
        Usage.NONE,
        new Charge(Usd.ZERO, Usd.ZERO, x.baselineEstimate(), x.standardEstimate(), null),
        payer(x),
        1,
        null);
  }

  private LedgerRow row(Exchange x, Attempt attempt, State state, Usage tokens, Charge charge) {
    ModelConfig model = attempt.model();
    boolean explicit = x.plan().kind() == Plan.Kind.EXPLICIT;
    Instant began = clock.instant().minusNanos(x.nanoTime() - attempt.startNanos());
    return new LedgerRow(
        x.id(),
        attempt.number(),
        began,
        Kind.valueOf(attempt.kind().name()),
        state,
        new Target(
            attempt.provider().name(), model.id(), tier(explicit ? null : model.tier()), task(x)),
        new Result(
            attempt.status(),
            x.request().stream(),
            attempt.upstreamRequestId(),
            cache(x),
            attempt.latencyNanos() / 1_000_000),
        tokens,
        charge,
        payer(x),
        1,
        null);
  }

  private Charge charge(
      Attempt attempt,
      @Nullable Usd cost,
      @Nullable Estimate baseline,
      @Nullable Estimate standard) {
    Price price = attempt.model().price();
    return new Charge(
        cost,
        attempt.reserved(),
        baseline,
        standard,
        price == null ? null : prices.version(attempt.model().id(), price));
  }

  private static State state(Attempt attempt) {
    return switch (attempt.state()) {
      case OPEN -> State.UNKNOWN;
      case SETTLED -> State.SETTLED;
      case ESTIMATED -> State.ESTIMATED;
      case FREE -> State.FREE;
    };
  }

  private static Payer payer(Exchange x) {
    return new Payer(x.caller().keyId(), x.caller().team(), x.options().tags());
  }

  private static String tier(@Nullable Tier tier) {
    return tier == null ? "direct" : tier.wireName();
  }

  private static @Nullable String task(Exchange x) {
    return x.task() == null ? null : x.task().task().wireName();
  }

  private static String cache(Exchange x) {
    return x.cache().name().toLowerCase(Locale.ROOT);
  }
}
