package dev.sluice.gateway.quality;

import java.util.ArrayList;
import java.util.List;

/// What kind of question it is: a prior, and what the other signals are to be read against.
final class PromptSignal implements Signal {

  private static final List<String> MARKS =
      List.of(
          "$", "\\", "def ", "\n", "for ", "if ", "while ", "?", "%", "return", ".", "\n(", "[");

  @Override
  public List<String> features() {
    List<String> names = new ArrayList<>(List.of("chars", "numbers", "words", "largest"));
    names.addAll(MARKS);
    return names;
  }

  @Override
  public void read(PromptFacts prompt, AnswerFacts answer, Row row) {
    double[] numbers = prompt.numbers();
    row.add(Math.log1p(prompt.text().length()))
        .add(numbers.length)
        .add(prompt.words().length)
        .add(numbers.length == 0 ? 0 : Math.log1p(Math.abs(numbers[numbers.length - 1])));
    for (String mark : MARKS) {
      row.add(NotationSignal.count(prompt.text(), mark));
    }
  }
}
