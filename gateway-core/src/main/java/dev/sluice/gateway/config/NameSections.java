package dev.sluice.gateway.config;

import dev.sluice.gateway.terms.Tier;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Reads the names that stand for models: `tiers`, `baseline`, `aliases`.
final class NameSections {

  private final Section root;
  private final Map<String, ModelConfig> models;

  NameSections(Section root, Map<String, ModelConfig> models) {
    this.root = root;
    this.models = models;
  }

  Map<Tier, String> tiers() {
    Section section = root.section("tiers");
    Map<Tier, String> tiers = new EnumMap<>(Tier.class);
    for (Tier tier : Tier.values()) {
      String model = section.text(tier.wireName());
      if (model != null && isCallable(section, tier.wireName(), model)) {
        tiers.put(tier, model);
      }
    }
    section.done();
    return tiers;
  }

  private boolean isCallable(Section section, String key, String model) {
    ModelConfig found = models.get(model);
    if (found == null) {
      section.problem(
          key, "there is no model '" + model + "'" + Nearest.hint(model, models.keySet()));
    } else if (!found.isCallable()) {
      section.problem(key, "model '" + model + "' has no provider, it can only be a baseline");
    }
    return found != null && found.isCallable();
  }

  @Nullable String baseline() {
    String name = root.text("baseline");
    if (name == null) {
      return null;
    }
    ModelConfig model = models.get(name);
    if (model == null || model.price() == null) {
      root.problem(
          "baseline",
          "the baseline '"
              + name
              + "' must be a model with a price"
              + (model == null ? Nearest.hint(name, models.keySet()) : ""));
    }
    return name;
  }

  Map<String, String> aliases(Map<Tier, String> tiers) {
    Section section = root.section("aliases");
    Set<String> targets = targets(tiers);
    Map<String, String> aliases = new LinkedHashMap<>();
    for (String name : section.freeKeys()) {
      String target = section.string(name, "");
      ModelConfig own = models.get(name);
      if (own != null && own.isCallable()) {
        section.problem(name, "'" + name + "' is a model with a provider and cannot be an alias");
      } else if (!targets.contains(target)) {
        section.problem(
            name,
            "alias '"
                + name
                + "' must name auto, a tier or a model, not '"
                + target
                + "'"
                + Nearest.hint(target, targets));
      }
      aliases.put(name, target);
    }
    return aliases;
  }

  /// What a client may ask for by itself.
  private Set<String> targets(Map<Tier, String> tiers) {
    Set<String> names = new TreeSet<>(List.of("auto", "auto:cheap", "auto:quality"));
    tiers.keySet().forEach(tier -> names.add("tier:" + tier.wireName()));
    models.values().stream().filter(ModelConfig::isCallable).forEach(m -> names.add(m.id()));
    return names;
  }
}
