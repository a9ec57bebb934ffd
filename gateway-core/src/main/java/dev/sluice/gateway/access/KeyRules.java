package dev.sluice.gateway.access;

import dev.sluice.gateway.config.GatewayConfig;
import dev.sluice.gateway.config.KeyLimits;
import dev.sluice.gateway.money.Usd;
import dev.sluice.gateway.terms.Tier;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// What a key must be like; the first thing that is wrong comes back.
final class KeyRules {

  private static final int LONGEST_NAME = 100;

  private KeyRules() {}

  static Optional<KeyAnswer.Refused> broken(KeyWish wish, GatewayConfig config) {
    KeyLimits limits = wish.limits();
    return firstOf(
        name("name", wish.name()),
        wish.team() == null ? null : name("team", wish.team()),
        models(limits.models(), config),
        positive("rpm", limits.rpm()),
        positive("tpm", limits.tpm()),
        positive("concurrency", limits.concurrency()),
        amount("budget_usd.day", limits.budget().day()),
        amount("budget_usd.month", limits.budget().month()),
        amount("budget_usd.total", limits.budget().total()),
        quality(limits.minQuality()));
  }

  private static Optional<KeyAnswer.Refused> firstOf(KeyAnswer.@Nullable Refused... all) {
    for (KeyAnswer.Refused refused : all) {
      if (refused != null) {
        return Optional.of(refused);
      }
    }
    return Optional.empty();
  }

  private static KeyAnswer.@Nullable Refused name(String field, String name) {
    boolean good =
        !name.isBlank()
            && name.length() <= LONGEST_NAME
            && name.chars().noneMatch(Character::isISOControl);
    return good
        ? null
        : new KeyAnswer.Refused(
            field, "'" + field + "' must have 1 to " + LONGEST_NAME + " printable characters");
  }

  private static KeyAnswer.@Nullable Refused models(List<String> models, GatewayConfig config) {
    Set<String> known = new TreeSet<>(config.models().keySet());
    known.addAll(config.aliases().keySet());
    known.addAll(List.of("auto", "auto:cheap", "auto:quality"));
    for (Tier tier : Tier.values()) {
      known.add("tier:" + tier.wireName());
    }
    for (String model : models) {
      if (!known.contains(model)) {
        return new KeyAnswer.Refused("models", "there is no model '" + model + "'");
      }
    }
    return null;
  }

  private static KeyAnswer.@Nullable Refused positive(String field, @Nullable Number limit) {
    return limit == null || limit.longValue() > 0
        ? null
        : new KeyAnswer.Refused(field, "'" + field + "' must be 1 or more, not " + limit);
  }

  private static KeyAnswer.@Nullable Refused amount(String field, @Nullable Usd limit) {
    return limit == null || !limit.isNegative()
        ? null
        : new KeyAnswer.Refused(field, "'" + field + "' must not be negative, not " + limit);
  }

  private static KeyAnswer.@Nullable Refused quality(@Nullable Double least) {
    return least == null || (least >= 0 && least <= 1)
        ? null
        : new KeyAnswer.Refused(
            "min_quality", "'min_quality' must be a number from 0 to 1, not " + least);
  }
}
