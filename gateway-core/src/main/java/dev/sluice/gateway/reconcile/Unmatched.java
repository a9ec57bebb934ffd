package dev.sluice.gateway.reconcile;

import dev.sluice.gateway.ledger.LedgerRow;
import dev.sluice.gateway.ledger.LedgerRow.Charge;
import dev.sluice.gateway.ledger.LedgerRow.Kind;
import dev.sluice.gateway.ledger.LedgerRow.Payer;
import dev.sluice.gateway.ledger.LedgerRow.Result;
import dev.sluice.gateway.ledger.LedgerRow.State;
import dev.sluice.gateway.ledger.LedgerRow.Target;
import dev.sluice.gateway.money.Estimate;
import dev.sluice.gateway.money.Usd;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Rows for lines of an invoice that no row of the ledger is about: paid for, by nobody that is
/// known, and served to nobody that is known (`draft`, so that they count as no request).
///
/// A tag of the row says which line it stands for, so that the line finds it the next time.
final class Unmatched {

  /// The key that pays for them.
  static final String KEY = "unmatched";

  private static final String TAG = "invoice_line";
  private static final int LONGEST = 100;

  private Unmatched() {}

  static boolean is(LedgerRow row) {
    return row.payer().keyId().equals(KEY);
  }

  static String byClientId(String id) {
    return shortened("client:" + id);
  }

  static String byProviderId(String id) {
    return shortened("provider:" + id);
  }

  /// Of a line without an id, the which-th of its kind.
  static String byContent(InvoiceLine line, int which) {
    return "line:" + DerivedId.of(Instant.EPOCH, line.toString()) + "#" + which;
  }

  private static String shortened(String identity) {
    return identity.length() <= LONGEST
        ? identity
        : "long:" + DerivedId.of(Instant.EPOCH, identity);
  }

  /// What the lines that such a row stands for may call themselves.
  static List<String> identities(LedgerRow row) {
    List<String> identities = new ArrayList<>();
    identities.add(row.payer().tags().getOrDefault(TAG, ""));
    String providerId = row.result().upstreamRequestId();
    if (providerId != null) {
      identities.add(byProviderId(providerId));
    }
    return identities;
  }

  /// @param provider null where it cannot be told
  /// @param cost null where it cannot be told
  static LedgerRow row(
      Billed billed, Instant time, @Nullable String provider, String model, @Nullable Usd cost) {
    return new LedgerRow(
        DerivedId.of(time, KEY + "|" + provider + "|" + billed.identity()),
        0,
        time,
        Kind.DRAFT,
        State.SETTLED,
        new Target(provider, model, "direct", null),
        new Result(0, false, billed.first().providerRequestId(), "bypass", 0),
        billed.tokens(),
        new Charge(cost, Usd.ZERO, Estimate.NOTHING, Estimate.NOTHING, null),
        new Payer(KEY, null, Map.of(TAG, billed.identity())),
        1,
        null);
  }
}
