package dev.sluice.gateway.config;

import dev.sluice.gateway.money.Usd;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a key or a team may do, in one line for people: `models auto, m; at most standard; 60
/// requests a minute; $5 a day; paced`.
public final class LimitsText {

  private LimitsText() {}

  public static String of(KeyLimits limits) {
    List<String> parts = new ArrayList<>();
    parts.add("models " + (limits.models().isEmpty() ? "all" : String.join(", ", limits.models())));
    if (limits.maxTier() != null) {
      parts.add("at most " + limits.maxTier().wireName());
    }
    add(parts, limits.rpm(), " requests a minute");
    add(parts, limits.tpm(), " tokens a minute");
    add(parts, limits.concurrency(), " at a time");
    add(parts, money(limits.budget().day()), " a day");
    add(parts, money(limits.budget().month()), " a month");
    add(parts, money(limits.budget().total()), " in all");
    if (limits.pacing()) {
      parts.add("paced");
    }
    if (limits.minQuality() != null) {
      parts.add("quality from " + limits.minQuality());
    }
    if (limits.expires() != null) {
      parts.add("until " + limits.expires());
    }
    return String.join("; ", parts);
  }

  private static void add(List<String> parts, @Nullable Object amount, String unit) {
    if (amount != null) {
      parts.add(amount + unit);
    }
  }

  private static @Nullable String money(@Nullable Usd amount) {
    return amount == null ? null : "$" + amount.decimal().replaceFirst("\\.?0+$", "");
  }
}
