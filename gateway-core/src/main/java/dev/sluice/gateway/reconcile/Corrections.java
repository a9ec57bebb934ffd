package dev.sluice.gateway.reconcile;

import dev.sluice.gateway.chat.Usage;
import dev.sluice.gateway.ledger.LedgerRow;
import dev.sluice.gateway.ledger.LedgerRow.Charge;
import dev.sluice.gateway.ledger.LedgerRow.Result;
import dev.sluice.gateway.ledger.LedgerRow.State;
import dev.sluice.gateway.money.Estimate;
import dev.sluice.gateway.money.Usd;
import java.util.ArrayList;
import java.util.List;

/// The rows that bring one row of the ledger to what the provider has charged.
///
/// They stand at the time of the row that they correct, so that the sums of that hour and day come
/// out right. A guess is taken back by one row of the guess's own state, and the provider's figure
/// is booked by another that is settled: afterwards no report calls the money estimated. Money is
/// exact, downwards too; a bucket of tokens can only grow, since no row has negative tokens, and
/// keeps the ledger's count where the invoice's is lower.
final class Corrections {

  private Corrections() {}

  static List<LedgerRow> of(Account account, Usd charged, Usage tokens) {
    Booking booking = new Booking(account, charged);
    if (account.isGuess()) {
      booking.add(account.row().state(), Usd.ZERO.minus(account.cost()), Usage.NONE);
      booking.always(State.SETTLED, charged, growth(account.tokens(), tokens));
    } else {
      booking.add(State.SETTLED, charged.minus(account.cost()), growth(account.tokens(), tokens));
    }
    return booking.rows;
  }

  /// For a row that the provider does not charge.
  static List<LedgerRow> takingBack(Account account) {
    Booking booking = new Booking(account, Usd.ZERO);
    booking.add(account.state(), Usd.ZERO.minus(account.cost()), Usage.NONE);
    return booking.rows;
  }

  private static Usage growth(Usage from, Usage to) {
    return new Usage(
        Math.max(0, to.input() - from.input()),
        Math.max(0, to.cachedInput() - from.cachedInput()),
        Math.max(0, to.cacheWrite() - from.cacheWrite()),
        Math.max(0, to.output() - from.output()),
        Math.max(0, to.reasoning() - from.reasoning()));
  }

  /// The rows of one correction, under one id that follows from what they change.
  private static final class Booking {

    private final LedgerRow corrected;
    private final String id;
    private final List<LedgerRow> rows = new ArrayList<>();

    Booking(Account account, Usd charged) {
      corrected = account.row();
      String change =
          String.join(
              "|",
              corrected.key(),
              Integer.toString(account.corrections().size()),
              account.cost().decimal(),
              charged.decimal());
      id = DerivedId.of(corrected.time(), change);
    }

    void add(State state, Usd difference, Usage tokens) {
      if (!difference.equals(Usd.ZERO)) {
        always(state, difference, tokens);
      }
    }

    void always(State state, Usd difference, Usage tokens) {
      Result result = corrected.result();
      rows.add(
          new LedgerRow(
              id,
              rows.size(),
              corrected.time(),
              corrected.kind(),
              state,
              corrected.target(),
              new Result(
                  result.status(), result.stream(), result.upstreamRequestId(), result.cache(), 0),
              tokens,
              new Charge(
                  difference,
                  Usd.ZERO,
                  Estimate.NOTHING,
                  Estimate.NOTHING,
                  corrected.charge().priceVersion()),
              corrected.payer(),
              1,
              corrected.key()));
    }
  }
}
