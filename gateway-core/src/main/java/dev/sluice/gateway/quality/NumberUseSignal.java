package dev.sluice.gateway.quality;

import java.util.List;

/// Which numbers the answer works with, and whether it used those of the question.
final class NumberUseSignal implements Signal {

  @Override
  public List<String> features() {
    return List.of("count", "density", "used", "new");
  }

  @Override
  public void read(PromptFacts prompt, AnswerFacts answer, Row row) {
    double[] own = Numbers.distinct(answer.numbers());
    int common = Numbers.common(own, prompt.numbers());
    row.add(answer.numbers().length)
        .add(answer.numbers().length / (1.0 + answer.words().length))
        .add(common / (1.0 + prompt.numbers().length))
        .add(own.length - common);
  }
}
