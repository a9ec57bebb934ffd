package dev.sluice.gateway.quality;

import java.util.List;

/// How much the answer repeats itself; a model in a loop does little else.
final class RepetitionSignal implements Signal {

  private static final int RUN = 4;

  @Override
  public List<String> features() {
    return List.of("distinct");
  }

  @Override
  public void read(PromptFacts prompt, AnswerFacts answer, Row row) {
    int[] runs = Words.runs(answer.words(), RUN);
    row.add(runs.length == 0 ? 1 : Words.distinct(runs).length / (1.0 + runs.length));
  }
}
