package dev.sluice.gateway.quality;

import java.util.List;

/// How many of the question's words the answer takes up, and how much of it is only those.
final class OverlapSignal implements Signal {

  @Override
  public List<String> features() {
    return List.of("taken-up", "borrowed");
  }

  @Override
  public void read(PromptFacts prompt, AnswerFacts answer, Row row) {
    int[] own = Words.distinct(answer.words());
    int common = Words.common(own, prompt.words());
    row.add(common / (1.0 + prompt.words().length)).add(common / (1.0 + own.length));
  }
}
