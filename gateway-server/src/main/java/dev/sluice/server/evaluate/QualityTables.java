package dev.sluice.server.evaluate;

import dev.sluice.server.evaluate.RoutesReport.ModelLine;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;

/// Says which model is good at what: every recorded one on each set, every tier on each task, and
/// the presets on both.
final class QualityTables {

  private final Suite suite;
  private final int draws;
  private final long seed;

  QualityTables(Suite suite, int draws, long seed) {
    this.suite = suite;
    this.draws = draws;
    this.seed = seed;
  }

  List<ModelLine> bySet(List<Policy> presets) {
    ModelTable table = new ModelTable(draws, seed);
    for (int s = 0; s < suite.sets().size(); s++) {
      int set = s;
      String name = suite.sets().get(s);
      int[] members =
          IntStream.range(0, suite.cases().size())
              .filter(i -> suite.cases().get(i).set() == set)
              .toArray();
      TreeSet<String> models = new TreeSet<>();
      Arrays.stream(members).forEach(i -> models.addAll(suite.cases().get(i).answers().keySet()));
      models.forEach(model -> addModel(table, name, model, members));
      presets.forEach(preset -> addPolicy(table, name, preset, members));
    }
    return table.lines();
  }

  /// @param served tells what each prompt was taken for
  List<ModelLine> byTask(List<Served> served, List<Policy> tiers, List<Policy> presets) {
    ModelTable table = new ModelTable(draws, seed);
    TreeMap<String, List<Integer>> members = new TreeMap<>();
    for (int i = 0; i < served.size(); i++) {
      members.computeIfAbsent(served.get(i).task(), _ -> new ArrayList<>()).add(i);
    }
    members.forEach((task, indices) -> {
      int[] group = indices.stream().mapToInt(Integer::intValue).toArray();
      tiers.forEach(tier -> addPolicy(table, task, tier, group));
      presets.forEach(preset -> addPolicy(table, task, preset, group));
    });
    return table.lines();
  }

  /// On the prompts that the model answered.
  private void addModel(ModelTable table, String group, String model, int[] members) {
    List<Double> quality = new ArrayList<>();
    List<Double> baseline = new ArrayList<>();
    for (int i : members) {
      Case one = suite.cases().get(i);
      Recorded answer = one.answers().get(model);
      if (answer != null) {
        quality.add(answer.quality());
        baseline.add(one.baseline().quality());
      }
    }
    table.add(group, model, quality, baseline);
  }

  private void addPolicy(ModelTable table, String group, Policy policy, int[] members) {
    table.add(
        group,
        policy.name(),
        Arrays.stream(members).mapToObj(policy.quality()::at).toList(),
        Arrays.stream(members).mapToObj(i -> suite.cases().get(i).baseline().quality()).toList());
  }
}
