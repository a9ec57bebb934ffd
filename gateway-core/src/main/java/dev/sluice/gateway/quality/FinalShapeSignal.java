package dev.sluice.gateway.quality;

import java.util.List;

/// What the final answer looks like: a round number is a different bet than a nested fraction.
final class FinalShapeSignal implements Signal {

  @Override
  public List<String> features() {
    return List.of(
        "length",
        "numbers",
        "integer",
        "decimal",
        "fraction",
        "root",
        "magnitude",
        "absent",
        "commas",
        "quotes",
        "brackets",
        "negative",
        "broken",
        "in-prompt",
        "letters",
        "backslashes");
  }

  @Override
  public void read(PromptFacts prompt, AnswerFacts answer, Row row) {
    String text = answer.answer();
    double[] numbers = answer.answerNumbers();
    double first = numbers.length == 0 ? 0 : numbers[0];
    row.add(text.length())
        .add(numbers.length)
        .add(isInteger(text))
        .add(text.indexOf('.') >= 0)
        .add(text.contains("frac") || text.indexOf('/') >= 0)
        .add(text.contains("sqrt") || text.indexOf('√') >= 0)
        .add(numbers.length == 0 ? -1 : Math.log1p(Math.abs(first)))
        .add(text.isEmpty())
        .add(count(text, ',', ','))
        .add(count(text, '"', '\''))
        .add(count(text, '[', '('))
        .add(first < 0)
        .add(Math.abs(first - Math.rint(first)) > 1e-9)
        .add(!text.isEmpty() && prompt.text().contains(text))
        .add((int) text.chars().filter(Character::isLetter).count())
        .add(count(text, '\\', '\\'));
  }

  private static boolean isInteger(String text) {
    return !text.isEmpty()
        && text.chars().allMatch(c -> (c >= '0' && c <= '9') || c == ',' || c == '-');
  }

  private static int count(String text, char a, char b) {
    return (int) text.chars().filter(c -> c == a || c == b).count();
  }
}
