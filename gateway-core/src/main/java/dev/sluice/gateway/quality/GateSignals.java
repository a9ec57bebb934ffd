package dev.sluice.gateway.quality;

import java.util.ArrayList;
import java.util.List;

/// All signals that the gate's model reads, in the order of its features.
///
/// A row about one answer holds the prompt's features, then the answer's; a row about two holds the
/// prompt's, the first's, the second's and how they compare.
final class GateSignals {

  private static final PromptSignal PROMPT = new PromptSignal();
  private static final PairSignal PAIR = new PairSignal();

  /// One answer's, by name.
  private static final List<Named> ANSWER =
      List.of(
          new Named("length", new LengthSignal()),
          new Named("final-shape", new FinalShapeSignal()),
          new Named("final-support", new FinalSupportSignal()),
          new Named("arithmetic", new ArithmeticSignal()),
          new Named("repetition", new RepetitionSignal()),
          new Named("hedging", new HedgingSignal()),
          new Named("number-use", new NumberUseSignal()),
          new Named("notation", new NotationSignal()),
          new Named("overlap", new OverlapSignal()));

  private static final int ALONE_WIDTH = aloneNames().size();
  private static final int BOTH_WIDTH = bothNames().size();

  /// The columns of a row that one signal fills.
  record Span(String signal, int from, int to) {}

  private record Named(String name, Signal signal) {}

  private GateSignals() {}

  static List<String> aloneNames() {
    List<String> names = new ArrayList<>();
    PROMPT.features().forEach(feature -> names.add("prompt." + feature));
    addAnswer(names, "first.");
    return names;
  }

  static List<String> bothNames() {
    List<String> names = aloneNames();
    addAnswer(names, "second.");
    PAIR.features().forEach(feature -> names.add("pair." + feature));
    return names;
  }

  private static void addAnswer(List<String> names, String whose) {
    for (Named named : ANSWER) {
      named.signal().features().forEach(f -> names.add(whose + named.name() + "." + f));
    }
  }

  /// Where each signal stands in a row about one answer.
  static List<Span> aloneSpans() {
    List<Span> spans = new ArrayList<>();
    int at = PROMPT.features().size();
    spans.add(new Span("prompt", 0, at));
    for (Named named : ANSWER) {
      int to = at + named.signal().features().size();
      spans.add(new Span(named.name(), at, to));
      at = to;
    }
    return spans;
  }

  static float[] alone(PromptFacts prompt, AnswerFacts answer) {
    Row row = new Row(ALONE_WIDTH);
    PROMPT.read(prompt, answer, row);
    read(prompt, answer, row);
    return row.values();
  }

  static float[] both(PromptFacts prompt, AnswerFacts first, AnswerFacts second, boolean agree) {
    Row row = new Row(BOTH_WIDTH);
    PROMPT.read(prompt, first, row);
    read(prompt, first, row);
    read(prompt, second, row);
    PAIR.read(agree, first, second, row);
    return row.values();
  }

  private static void read(PromptFacts prompt, AnswerFacts answer, Row row) {
    for (Named named : ANSWER) {
      named.signal().read(prompt, answer, row);
    }
  }
}
