package dev.sluice.server.report;

import dev.sluice.gateway.config.KeyLimits;
import dev.sluice.gateway.money.Usd;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a key or a team may do, in a few words.
public final class LimitText {

  private LimitText() {}

  /// `60 requests/min, $5/day, until 2027-01-31T00:00:00Z`; `-` without limits. Models are told
  /// elsewhere.
  public static String of(KeyLimits limits) {
    List<String> words = new ArrayList<>();
    add(words, "up to ", limits.maxTier() == null ? null : limits.maxTier().wireName(), "");
    add(words, "", limits.rpm(), " requests/min");
    add(words, "", limits.tpm(), " tokens/min");
    add(words, "", limits.concurrency(), " at a time");
    add(words, "$", plain(limits.budget().day()), "/day");
    add(words, "$", plain(limits.budget().month()), "/month");
    add(words, "$", plain(limits.budget().total()), " in all");
    if (limits.pacing()) {
      words.add("paced");
    }
    add(words, "quality from ", limits.minQuality(), "");
    add(words, "until ", limits.expires(), "");
    return words.isEmpty() ? "-" : String.join(", ", words);
  }

  private static void add(List<String> words, String before, @Nullable Object value, String after) {
    if (value != null) {
      words.add(before + value + after);
    }
  }

  private static @Nullable String plain(@Nullable Usd amount) {
    return amount == null
        ? null
        : amount.decimal().replaceFirst("0+$", "").replaceFirst("\\.$", "");
  }
}
