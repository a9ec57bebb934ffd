package dev.sluice.gateway.config;

import dev.sluice.gateway.money.Usd;
import dev.sluice.gateway.terms.Tier;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Reads what a key or a team may do, from a mapping that may hold other keys too.
final class LimitsSection {

  private final Set<String> names;

  LimitsSection(Map<String, ModelConfig> models, Map<String, String> aliases) {
    names = new TreeSet<>(models.keySet());
    names.addAll(aliases.keySet());
    names.addAll(List.of("auto", "auto:cheap", "auto:quality"));
    for (Tier tier : Tier.values()) {
      names.add("tier:" + tier.wireName());
    }
  }

  KeyLimits read(Section section) {
    List<String> allowed = section.words("models");
    for (String name : allowed) {
      if (!names.contains(name)) {
        section.problem("models", "there is no model '" + name + "'" + Nearest.hint(name, names));
      }
    }
    return new KeyLimits(
        allowed,
        section.value(
            "max_tier", "budget, standard or premium", text -> Tier.of(text).orElse(null)),
        perMinute(section, "rpm"),
        perMinute(section, "tpm"),
        section.optionalInteger("concurrency", 1, 1_000_000),
        budget(section.section("budget_usd")),
        section.flag("pacing", false),
        section.value("expires", ExpiryDate.EXPECTED, text -> ExpiryDate.parse(text).orElse(null)),
        section.optionalShare("min_quality"));
  }

  private static @Nullable Long perMinute(Section section, String key) {
    return section.value(
        key,
        "a whole number from 1 up",
        text -> text.matches("[1-9]\\d{0,14}") ? Long.valueOf(text) : null);
  }

  private static KeyLimits.Budget budget(Section section) {
    KeyLimits.Budget budget =
        new KeyLimits.Budget(
            dollars(section, "day"), dollars(section, "month"), dollars(section, "total"));
    section.done();
    return budget;
  }

  private static @Nullable Usd dollars(Section section, String key) {
    BigDecimal amount = section.dollars(key);
    if (amount == null) {
      return null;
    }
    try {
      return Usd.of(amount);
    } catch (ArithmeticException e) {
      section.problem(key, "'" + section.child(key) + "' is too much: " + e.getMessage());
      return null;
    }
  }
}
