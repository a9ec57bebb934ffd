package dev.sluice.gateway.config;

import dev.sluice.gateway.terms.TaskType;
import dev.sluice.gateway.terms.Tier;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/// Reads `routes`: for each task the steps in order, tiers resolved to their model.
final class RouteSection {

  private final Section section;
  private final Reading reading;
  private final Map<String, ModelConfig> models;
  private final Map<Tier, String> tiers;

  RouteSection(
      Section section, Reading reading, Map<String, ModelConfig> models, Map<Tier, String> tiers) {
    this.section = section;
    this.reading = reading;
    this.models = models;
    this.tiers = tiers;
  }

  /// Every task's route; one that is not written climbs the tiers.
  Map<TaskType, List<RouteStep>> read() {
    Map<TaskType, List<RouteStep>> routes = new EnumMap<>(TaskType.class);
    for (TaskType task : TaskType.values()) {
      routes.put(task, route(task.wireName()));
    }
    section.done();
    return routes;
  }

  private List<RouteStep> route(String task) {
    List<RouteStep> steps = new ArrayList<>();
    if (section.has(task)) {
      for (Node item : section.items(task)) {
        RouteStep step = step(item);
        if (step != null) {
          steps.add(step);
        }
      }
      if (section.items(task).isEmpty()) {
        section.problem(task, "the route of '" + task + "' needs at least one step");
      }
      return List.copyOf(steps);
    }
    for (Tier tier : Tier.values()) {
      String model = tiers.get(tier);
      if (model != null) {
        steps.add(new RouteStep.Ask(model));
      }
    }
    return List.copyOf(steps);
  }

  private @Nullable RouteStep step(Node item) {
    if (item instanceof ScalarNode) {
      String model = target(item);
      return model == null ? null : new RouteStep.Ask(model);
    }
    if (item instanceof MappingNode) {
      return agree(item);
    }
    reading.problem(item, "a step must be a tier, a model or {agree: [a, b]}");
    return null;
  }

  private @Nullable RouteStep agree(Node item) {
    Section step = new Section(reading, "routes", item);
    List<Node> both = step.items("agree");
    step.done();
    if (both.size() != 2) {
      reading.problem(item, "'agree' needs exactly two models or tiers");
      return null;
    }
    String first = target(both.get(0));
    String second = target(both.get(1));
    return first == null || second == null ? null : new RouteStep.Agree(first, second);
  }

  /// The model that a step names, or null after a problem.
  private @Nullable String target(Node item) {
    String name = item instanceof ScalarNode scalar ? reading.resolve(scalar) : "";
    Tier tier = Tier.of(name).orElse(null);
    if (tier != null) {
      String model = tiers.get(tier);
      if (model == null) {
        reading.problem(item, "tier '" + name + "' has no model under 'tiers'");
      }
      return model;
    }
    ModelConfig model = models.get(name);
    if (model != null && model.isCallable()) {
      return name;
    }
    Set<String> known = new TreeSet<>(models.keySet());
    for (Tier each : Tier.values()) {
      known.add(each.wireName());
    }
    reading.problem(
        item,
        model == null
            ? "there is no tier or model '" + name + "'" + Nearest.hint(name, known)
            : "model '" + name + "' has no provider, it can only be a baseline");
    return null;
  }
}
