package dev.sluice.gateway.quality;

import java.util.List;

/// The notation the answer reasons in: formulas, steps, conclusions, code.
final class NotationSignal implements Signal {

  private static final List<String> MARKS =
      List.of("=", "\\frac", "Therefore", "Thus", "So,", "\\boxed", "```", "tep ", "\\\\", "$");

  @Override
  public List<String> features() {
    return MARKS;
  }

  @Override
  public void read(PromptFacts prompt, AnswerFacts answer, Row row) {
    for (String mark : MARKS) {
      row.add(count(answer.text(), mark));
    }
  }

  static int count(String text, String mark) {
    int count = 0;
    for (int at = text.indexOf(mark); at >= 0; at = text.indexOf(mark, at + mark.length())) {
      count++;
    }
    return count;
  }
}
