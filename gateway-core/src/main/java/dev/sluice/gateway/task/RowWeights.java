package dev.sluice.gateway.task;

import dev.sluice.gateway.task.SoftmaxTraining.Row;
import dev.sluice.gateway.terms.TaskType;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// How much each training row counts.
///
/// A thousand rows of one template teach hardly more than ten: rows that a template made share a
/// weight that grows with the root of their number. Variants of one of our own prompts share the
/// weight of one. Tasks are then brought halfway to equal shares.
final class RowWeights {
  private static final double TEMPLATE = 2.0;

  private RowWeights() {}

  static List<Row> weigh(List<LabelledPrompt> prompts, List<Features> features) {
    Map<String, Integer> sizes = new HashMap<>();
    prompts.forEach(prompt -> sizes.merge(family(prompt), 1, Integer::sum));
    double[] weights = new double[prompts.size()];
    Map<TaskType, Double> byTask = new EnumMap<>(TaskType.class);
    for (int i = 0; i < weights.length; i++) {
      LabelledPrompt prompt = prompts.get(i);
      weights[i] = weight(prompt, sizes.getOrDefault(family(prompt), 1));
      byTask.merge(prompt.task(), weights[i], Double::sum);
    }
    double mean = byTask.values().stream().mapToDouble(d -> d).average().orElse(1);
    List<Row> rows = new ArrayList<>(weights.length);
    for (int i = 0; i < weights.length; i++) {
      double share = byTask.getOrDefault(prompts.get(i).task(), mean) / mean;
      rows.add(new Row(features.get(i), prompts.get(i), weights[i] / Math.sqrt(share)));
    }
    return rows;
  }

  private static String family(LabelledPrompt prompt) {
    return prompt.source() + '\n' + prompt.family();
  }

  private static double weight(LabelledPrompt prompt, int familySize) {
    if (prompt.source().equals(OwnPrompts.SOURCE)) {
      return 1.3 / Math.sqrt(familySize);
    }
    return prompt.made() ? Math.min(1, TEMPLATE / Math.sqrt(familySize)) : 1;
  }
}
