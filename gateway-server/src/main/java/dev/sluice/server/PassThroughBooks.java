package dev.sluice.server;

import dev.sluice.gateway.RequireRoom;
import dev.sluice.gateway.access.CallerLimits;
import dev.sluice.gateway.budget.Purse;
import dev.sluice.gateway.budget.QuotaError;
import dev.sluice.gateway.chat.ApiError;
import dev.sluice.gateway.chat.Usage;
import dev.sluice.gateway.config.ModelConfig;
import dev.sluice.gateway.exchange.Allowance;
import dev.sluice.gateway.ledger.LedgerRow;
import dev.sluice.gateway.ledger.LedgerRow.Charge;
import dev.sluice.gateway.ledger.LedgerRow.Kind;
import dev.sluice.gateway.ledger.LedgerRow.Payer;
import dev.sluice.gateway.ledger.LedgerRow.Result;
import dev.sluice.gateway.ledger.LedgerRow.State;
import dev.sluice.gateway.ledger.LedgerRow.Target;
import dev.sluice.gateway.money.Estimate;
import dev.sluice.gateway.money.Price;
import dev.sluice.gateway.money.Usd;
import dev.sluice.gateway.path.Outcome;
import dev.sluice.server.books.GatewayBooks;
import dev.sluice.server.http.PassThrough;
import dev.sluice.server.metrics.GatewayMetrics;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The limits and the accounts of requests that a provider answers as they stand. Any thread.
///
/// For a model that has a price the worst case is held before the call, and settled at its end at
/// what the answer told, else at an estimate of what was sent. Where no price is known nothing is
/// held, and the cost stays unknown. To read or delete what is stored costs nothing, whatever usage
/// the stored object tells.
final class PassThroughBooks {

  private static final Usd BOUNDLESS = Usd.ofNanos(Long.MAX_VALUE / 4);
  private static final long BYTES_PER_TOKEN = 4;
  private static final long MOST_ESTIMATED = 10_000;
  private static final Set<String> FREE_METHODS = Set.of("GET", "HEAD", "DELETE");

  private final GatewayBooks books;
  private final CallerLimits limits;
  private final GatewayMetrics metrics;
  private final InstantSource clock = InstantSource.system();

  PassThroughBooks(GatewayBooks books, CallerLimits limits, GatewayMetrics metrics) {
    this.books = books;
    this.limits = limits;
    this.metrics = metrics;
  }

  /// Whether a request may be sent.
  sealed interface Entry {

    /// It may; the account must be closed or abandoned.
    record Open(Account account) implements Entry {}

    /// It may not; nothing is held.
    record Refused(ApiError error, Allowance allowance) implements Entry {}
  }

  /// Takes the request in.
  Entry open(PassThrough.Request request) {
    PassThroughTokens tokens = PassThroughTokens.of(request);
    long estimate = Math.min(MOST_ESTIMATED, request.body().length() / BYTES_PER_TOKEN + 1);
    return switch (limits.admit(request.caller(), estimate)) {
      case CallerLimits.Admission.Refused refused ->
          new Entry.Refused(refused.error(), refused.allowance());
      case CallerLimits.Admission.Admitted admitted ->
          open(new Account(request, tokens, admitted.allowance()));
    };
  }

  private static Entry open(Account account) {
    boolean open = false;
    try {
      ApiError refusal = account.begin();
      open = refusal == null;
      return refusal == null
          ? new Entry.Open(account)
          : new Entry.Refused(refusal, account.allowance());
    } finally {
      if (!open) {
        account.release(Usd.ZERO, 0);
      }
    }
  }

  /// How a request ended.
  private record Ending(State state, Usage usage, @Nullable Usd cost) {

    static final Ending FREE = new Ending(State.FREE, Usage.NONE, Usd.ZERO);
  }

  /// One request. On its virtual thread until it is answered, then on the event loop.
  final class Account {
    private final PassThrough.Request request;
    private final PassThroughTokens tokens;
    private final Allowance allowance;
    private final Instant began = clock.instant();
    private final boolean free;
    private final AtomicBoolean closed = new AtomicBoolean();
    private Purse.@Nullable Reservation held;
    private int status;
    private @Nullable String upstreamId;
    private boolean neverSent;
    private @Nullable Usage seen;

    private Account(PassThrough.Request request, PassThroughTokens tokens, Allowance allowance) {
      this.request = request;
      this.tokens = tokens;
      this.allowance = allowance;
      this.free = FREE_METHODS.contains(request.method());
    }

    Allowance allowance() {
      return allowance;
    }

    /// Holds the worst case, then says that money may be spent; why not, or null.
    private @Nullable ApiError begin() {
      Price price = price();
      if (price != null && !free) {
        Purse purse = books.budgets().purse(BOUNDLESS, request.caller());
        if (!(purse.reserve(tokens.worstCase(price)) instanceof Purse.Reservation reservation)) {
          return QuotaError.SPENT;
        }
        held = reservation;
      }
      boolean room = books.ledger().hasRoom() && books.ledger().intend(intent());
      return room ? null : RequireRoom.FULL;
    }

    void answeredWith(int answer, @Nullable String id) {
      status = answer;
      upstreamId = id;
    }

    /// No answer came.
    ///
    /// @param sent whether the provider may have got some of the request, and may bill it
    void failed(boolean sent) {
      neverSent = !sent;
    }

    /// It was given up before there was an answer; what was sent may be billed all the same.
    void abandon() {
      end(() -> null, false);
    }

    /// It has ended; before its last byte leaves. Only the first end counts.
    ///
    /// @param told the usage as far as the answer told it, null where it did not
    void close(Supplier<@Nullable Usage> told, Outcome outcome) {
      if (end(told, outcome.isOk())) {
        metrics.passedThrough(request.provider().name(), request.model(), seen, outcome);
      }
    }

    /// Whatever fails in here, what is held is given back; then at the amount that the intent says.
    private boolean end(Supplier<@Nullable Usage> told, boolean whole) {
      if (closed.getAndSet(true)) {
        return false;
      }
      Usd spent = reserved();
      long used = tokens.likelyInput();
      try {
        seen = free ? null : told.get();
        Ending ending = ending(seen, whole);
        spent = ending.cost() == null ? Usd.ZERO : ending.cost();
        used = ending.usage().allInput() + ending.usage().allOutput();
        books.ledger().record(row(ending));
      } finally {
        release(spent, used);
      }
      return true;
    }

    /// @param whole whether the answer came to its end and reached the client; else what was told
    ///   so far is no final count
    private Ending ending(@Nullable Usage told, boolean whole) {
      if (free || neverSent || status >= 400) {
        return Ending.FREE;
      }
      Price price = price();
      Usage usage = told == null ? tokens.likely() : told;
      State state = told != null && whole ? State.SETTLED : State.ESTIMATED;
      return new Ending(state, usage, price == null ? null : price.cost(usage));
    }

    private void release(Usd spent, long usedTokens) {
      try {
        if (held != null) {
          held.settle(spent);
        }
      } finally {
        allowance.grant().end(usedTokens);
      }
    }

    private Usd reserved() {
      return held == null ? Usd.ZERO : held.amount();
    }

    private LedgerRow intent() {
      boolean known = free || held != null;
      return row(new Ending(State.UNKNOWN, Usage.NONE, known ? reserved() : null));
    }

    private LedgerRow row(Ending ending) {
      ModelConfig model = request.model();
      Price price = price();
      boolean served = ending.state() != State.UNKNOWN && status < 400 && status > 0;
      return new LedgerRow(
          request.id(),
          0,
          began,
          Kind.ANSWER,
          ending.state(),
          new Target(
              request.provider().name(), model == null ? "other" : model.id(), "direct", null),
          new Result(
              status,
              false,
              upstreamId,
              "bypass",
              Duration.between(began, clock.instant()).toMillis()),
          ending.usage(),
          new Charge(
              ending.cost(),
              reserved(),
              served ? null : Estimate.NOTHING,
              served ? null : Estimate.NOTHING,
              price == null || model == null ? null : books.prices().version(model.id(), price)),
          new Payer(request.caller().keyId(), request.caller().team(), Map.of()),
          1,
          null);
    }

    private @Nullable Price price() {
      ModelConfig model = request.model();
      return model == null ? null : model.price();
    }
  }
}
