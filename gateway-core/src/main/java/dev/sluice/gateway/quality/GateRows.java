package dev.sluice.gateway.quality;

import dev.sluice.gateway.boost.BoostedTrees;
import dev.sluice.gateway.boost.Settings;
import dev.sluice.gateway.boost.TreeFitting;
import dev.sluice.gateway.chat.Answer;
import dev.sluice.gateway.chat.AnswerBytes;
import dev.sluice.gateway.terms.TaskType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/// Graded answers as rows of features, read once and fitted to as often as wanted.
final class GateRows {

  private static final Agreement AGREEMENT = new Agreement();

  private final List<GradedPair> pairs;
  private final List<float[]> alone = new ArrayList<>();
  private final List<float[]> both = new ArrayList<>();

  GateRows(List<GradedPair> pairs) {
    this.pairs = pairs;
    Map<String, PromptFacts> prompts = new HashMap<>();
    Map<String, AnswerFacts> answers = new HashMap<>();
    for (GradedPair pair : pairs) {
      PromptFacts prompt = prompts.computeIfAbsent(pair.prompt(), PromptFacts::of);
      AnswerFacts first = answers.computeIfAbsent(pair.first(), AnswerFacts::of);
      String other = pair.second();
      alone.add(GateSignals.alone(prompt, first));
      both.add(
          other == null
              ? new float[0]
              : GateSignals.both(
                  prompt, first, answers.computeIfAbsent(other, AnswerFacts::of), agree(pair)));
    }
  }

  List<GradedPair> pairs() {
    return pairs;
  }

  float[] alone(int row) {
    return alone.get(row);
  }

  boolean hasBoth(int row) {
    return both.get(row).length > 0;
  }

  float[] both(int row) {
    return both.get(row);
  }

  private static boolean agree(GradedPair pair) {
    String second = pair.second();
    return second != null
        && AGREEMENT.agree(
            TaskType.COMPLEX_REASONING, pair.prompt(), answer(pair.first()), answer(second));
  }

  private static Answer answer(String text) {
    return new Answer(
        "", "", text, "", null, "stop", List.of(), 1, null, new AnswerBytes.Body(new byte[0]));
  }

  /// The model of the rows that pass.
  GateModel fit(IntPredicate rows) {
    IntPredicate pairs = row -> rows.test(row) && hasBoth(row);
    return new GateModel(
        fit(alone, rows, GateRows::firstGains, Settings.DEFAULT),
        fit(alone, pairs, GateRows::secondGains, Settings.DEFAULT),
        fit(both, pairs, GateRows::firstGains, Settings.DEFAULT),
        fit(both, pairs, GateRows::secondGains, Settings.DEFAULT));
  }

  /// Whether asking the next tier would help if the first answer were served.
  static boolean firstGains(GradedPair pair) {
    return pair.nextRight() && !pair.firstRight();
  }

  static boolean secondGains(GradedPair pair) {
    return pair.nextRight() && !pair.secondRight();
  }

  private BoostedTrees fit(
      List<float[]> features, IntPredicate rows, Predicate<GradedPair> label, Settings settings) {
    int[] chosen = IntStream.range(0, pairs.size()).filter(rows).toArray();
    float[][] of = new float[chosen.length][];
    boolean[] labels = new boolean[chosen.length];
    float[] weights = new float[chosen.length];
    for (int i = 0; i < chosen.length; i++) {
      of[i] = features.get(chosen[i]);
      labels[i] = label.test(pairs.get(chosen[i]));
      weights[i] = pairs.get(chosen[i]).weight();
    }
    return TreeFitting.fit(of, labels, weights, settings);
  }

  /// The first gain told by one signal's columns only.
  BoostedTrees fitSignal(GateSignals.Span span, IntPredicate rows) {
    List<float[]> columns = alone.stream().map(row -> cut(row, span)).toList();
    return fit(columns, rows, GateRows::firstGains, Settings.SMALL);
  }

  static float[] cut(float[] row, GateSignals.Span span) {
    return Arrays.copyOfRange(row, span.from(), span.to());
  }
}
