package dev.sluice.gateway.quality;

import java.util.List;

/// Whether the final answer is what the reasoning before it came to.
final class FinalSupportSignal implements Signal {

  @Override
  public List<String> features() {
    return List.of("said-before", "last-number", "times", "last-equation");
  }

  @Override
  public void read(PromptFacts prompt, AnswerFacts answer, Row row) {
    double[] body = Numbers.of(answer.body());
    double[] stated = answer.answerNumbers();
    int times = 0;
    for (double number : body) {
      times += stated.length > 0 && Numbers.same(number, stated[0]) ? 1 : 0;
    }
    Equations equations = answer.equations();
    row.add(!answer.answer().isEmpty() && answer.body().contains(answer.answer()))
        .add(stated.length > 0 && body.length > 0 && Numbers.same(body[body.length - 1], stated[0]))
        .add(times)
        .add(support(equations, stated));
  }

  private static double support(Equations equations, double[] stated) {
    if (equations.count() == 0) {
      return -1;
    }
    return stated.length > 0 && Numbers.same(equations.lastResult(), stated[0]) ? 1 : 0;
  }
}
