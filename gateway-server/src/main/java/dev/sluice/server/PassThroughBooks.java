package dev.sluice.server;

import dev.sluice.gateway.RequireRoom;
import dev.sluice.gateway.access.CallerLimits;
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
import org.jspecify.annotations.Nullable;

/// The limits and the accounts of requests that a provider answers as they stand. Any thread.
///
/// What such a request costs is known only where its answer tells usage and its model has a price;
/// nothing is held for it beforehand.
final class PassThroughBooks {

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

    record Open(Account account) implements Entry {}

    record Refused(ApiError error) implements Entry {}
  }

  /// Takes the request in; its account must be closed.
  Entry open(PassThrough.Request request) {
    long estimate = Math.min(MOST_ESTIMATED, request.body().length() / BYTES_PER_TOKEN + 1);
    return switch (limits.admit(request.caller(), estimate)) {
      case CallerLimits.Admission.Refused refused -> new Entry.Refused(refused.error());
      case CallerLimits.Admission.Admitted admitted -> {
        Account account = new Account(request, admitted.allowance().grant());
        if (books.ledger().hasRoom() && books.ledger().intend(account.intent())) {
          yield new Entry.Open(account);
        }
        admitted.allowance().grant().end(0);
        yield new Entry.Refused(RequireRoom.FULL);
      }
    };
  }

  /// One request.
  final class Account {
    private final PassThrough.Request request;
    private final Allowance.Grant grant;
    private final Instant began = clock.instant();
    private int status;
    private @Nullable String upstreamId;

    private Account(PassThrough.Request request, Allowance.Grant grant) {
      this.request = request;
      this.grant = grant;
    }

    void answeredWith(int answer, @Nullable String id) {
      status = answer;
      upstreamId = id;
    }

    private LedgerRow intent() {
      return row(State.UNKNOWN, Usage.NONE, null);
    }

    /// The client left before there was an answer; nobody knows what that cost.
    void abandon() {
      close(State.ESTIMATED, Usage.NONE, null);
    }

    /// It has ended, before its last byte leaves.
    ///
    /// @param usage as the answer told it, null where it did not
    void close(@Nullable Usage usage, Outcome outcome) {
      metrics.passedThrough(request.provider().name(), request.model(), usage, outcome);
      Price price = price();
      if (usage != null) {
        close(State.SETTLED, usage, price == null ? null : price.cost(usage));
      } else if (status >= 400 || FREE_METHODS.contains(request.method())) {
        close(State.FREE, Usage.NONE, Usd.ZERO);
      } else {
        close(State.ESTIMATED, Usage.NONE, null);
      }
    }

    private void close(State state, Usage usage, @Nullable Usd cost) {
      books.ledger().record(row(state, usage, cost));
      if (cost != null && cost.nanos() > 0) {
        books.budgets().charge(request.caller(), cost);
      }
      grant.end(usage.allInput() + usage.allOutput());
    }

    private LedgerRow row(State state, Usage usage, @Nullable Usd cost) {
      ModelConfig model = request.model();
      Price price = price();
      boolean served = state != State.UNKNOWN && status < 400 && status > 0;
      return new LedgerRow(
          request.id(),
          0,
          began,
          Kind.ANSWER,
          state,
          new Target(
              request.provider().name(), model == null ? "other" : model.id(), "direct", null),
          new Result(
              status,
              false,
              upstreamId,
              "bypass",
              Duration.between(began, clock.instant()).toMillis()),
          usage,
          new Charge(
              cost,
              Usd.ZERO,
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
