package dev.sluice.gateway.reconcile;

import dev.sluice.gateway.chat.Usage;
import dev.sluice.gateway.money.Price;
import dev.sluice.gateway.money.Usd;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Everything that an invoice says about one attempt: usually one line.
///
/// @param identity the same in every file that tells of it
record Billed(String identity, List<InvoiceLine> lines) {

  InvoiceLine first() {
    return lines.getFirst();
  }

  /// The sum of all lines; null where one of them cannot be told.
  @Nullable Usd cost(@Nullable Price price) {
    Usd sum = Usd.ZERO;
    for (InvoiceLine line : lines) {
      Usd cost = line.cost(price);
      if (cost == null) {
        return null;
      }
      sum = sum.plus(cost);
    }
    return sum;
  }

  Usage tokens() {
    Usage sum = Usage.NONE;
    for (InvoiceLine line : lines) {
      sum = line.tokens() == null ? sum : sum.plus(line.tokens());
    }
    return sum;
  }

  @Nullable Instant created() {
    return lines.stream()
        .map(InvoiceLine::created)
        .filter(time -> time != null)
        .findFirst()
        .orElse(null);
  }
}
