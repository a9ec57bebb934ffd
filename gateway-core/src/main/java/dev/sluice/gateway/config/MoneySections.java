package dev.sluice.gateway.config;

import dev.sluice.gateway.money.Savings;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Reads how money is accounted for: `ledger` and `savings`.
final class MoneySections {

  private final Section root;

  MoneySections(Section root) {
    this.root = root;
  }

  LedgerConfig ledger() {
    Section section = root.section("ledger");
    LedgerConfig ledger =
        new LedgerConfig(
            url(section),
            section.text("user"),
            new Secret(section.string("password", "")),
            spool(section));
    section.done();
    return ledger;
  }

  private static long spool(Section section) {
    long bytes = section.bytes("spool", LedgerConfig.DEFAULT.spoolBytes());
    if (bytes >= LedgerConfig.LEAST_SPOOL) {
      return bytes;
    }
    section.problem(
        "spool", "'ledger.spool' must be %dMiB or more".formatted(LedgerConfig.LEAST_SPOOL >> 20));
    return LedgerConfig.LEAST_SPOOL;
  }

  private static @Nullable String url(Section section) {
    String url = section.text("url");
    if (url == null || url.isEmpty()) {
      return null;
    }
    if (!url.startsWith("jdbc:postgresql:")) {
      section.problem("url", "'ledger.url' must be jdbc:postgresql://…; without it SQLite is used");
    } else if (url.toLowerCase(Locale.ROOT).contains("password=") || url.contains("@")) {
      section.problem(
          "url",
          "user and password belong under 'ledger.user' and 'ledger.password', where they are"
              + " masked");
      return null;
    }
    return url;
  }

  /// How much longer or shorter the baseline's answers may be while nobody has measured it.
  Savings.Lengths savings() {
    Section section = root.section("savings");
    Savings.Lengths normal = Savings.Lengths.ASSUMED;
    Double low = section.optionalShare("low");
    Double high =
        section.value(
            "high",
            "a number from 1 to 100",
            text -> text.matches("\\d{1,3}(\\.\\d{1,9})?") ? within(Double.valueOf(text)) : null);
    section.done();
    return new Savings.Lengths(
        low == null ? normal.low() : low, 1, high == null ? normal.high() : high, true);
  }

  private static @Nullable Double within(Double factor) {
    return factor < 1 || factor > 100 ? null : factor;
  }
}
