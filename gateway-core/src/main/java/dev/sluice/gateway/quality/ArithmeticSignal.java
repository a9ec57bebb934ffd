package dev.sluice.gateway.quality;

import java.util.List;

/// Arithmetic that is recomputed: an equation that does not hold is a mistake for certain.
final class ArithmeticSignal implements Signal {

  @Override
  public List<String> features() {
    return List.of("holds", "fails", "failing-share");
  }

  @Override
  public void read(PromptFacts prompt, AnswerFacts answer, Row row) {
    Equations equations = answer.equations();
    row.add(equations.right())
        .add(equations.wrong())
        .add(equations.wrong() / (1.0 + equations.count()));
  }
}
