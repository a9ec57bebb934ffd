package dev.sluice.gateway.config;

import dev.sluice.gateway.money.Usd;
import dev.sluice.gateway.terms.Tier;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

/// Reads `cascade`: when an answer is good enough, and what is measured of that.
final class CascadeSection {

  private static final Usd USUAL_CAP = Usd.parse("0.50");

  private CascadeSection() {}

  static CascadeConfig read(Section section) {
    Usd cap = section.dollars("max_cost_usd");
    String gate = section.text("gate");
    CascadeConfig cascade =
        new CascadeConfig(
            accept(section.section("accept")),
            cap == null ? USUAL_CAP : cap,
            section.share("shadow_rate", 0),
            commit(section.section("commit")),
            longest(section.section("longest")),
            shadow(section),
            gate == null ? null : Path.of(gate));
    section.done();
    return cascade;
  }

  private static Map<Tier, Double> accept(Section section) {
    Map<Tier, Double> thresholds = new EnumMap<>(Tier.class);
    for (Tier tier : Tier.values()) {
      Double threshold = section.optionalShare(tier.wireName());
      if (threshold != null) {
        thresholds.put(tier, threshold);
      }
    }
    section.done();
    return thresholds;
  }

  private static CommitConfig commit(Section section) {
    CommitConfig normal = CommitConfig.DEFAULT;
    int tokens = section.integer("tokens", 1, 4096, normal.tokens());
    Duration after = section.duration("after", normal.after());
    if (after.compareTo(CommitConfig.LONGEST) > 0) {
      section.problem("after", "'cascade.commit.after' must be 30s or less");
      after = normal.after();
    }
    section.done();
    return new CommitConfig(tokens, after);
  }

  private static Map<Tier, Integer> longest(Section section) {
    Map<Tier, Integer> bounds = new EnumMap<>(Tier.class);
    for (Tier tier : Tier.values()) {
      Integer bound = section.optionalInteger(tier.wireName(), 1, 1_000_000);
      if (bound != null) {
        bounds.put(tier, bound);
      }
    }
    section.done();
    return bounds;
  }

  private static ShadowConfig shadow(Section cascade) {
    ShadowConfig normal = ShadowConfig.DEFAULT;
    Usd perHour = cascade.dollars("shadow_usd_per_hour");
    return new ShadowConfig(
        cascade.choice("judge", ShadowConfig.Judge.class, normal.judge()),
        perHour == null ? normal.perHour() : perHour,
        cascade.flag("tighten", normal.tighten()));
  }
}
