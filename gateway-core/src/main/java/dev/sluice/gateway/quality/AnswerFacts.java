package dev.sluice.gateway.quality;

/// What the signals look at in an answer, read once. Immutable; its arrays are not to be written
/// to.
final class AnswerFacts {

  static final int LONGEST = 12_000;

  private final String text;
  private final int length;
  private final String answer;
  private final String body;
  private final double[] numbers;
  private final double[] answerNumbers;
  private final int[] words;
  private final Equations equations;

  private AnswerFacts(String visible) {
    length = visible.length();
    text = length <= LONGEST ? visible : cut(visible);
    answer = FinalAnswer.of(text).map(String::strip).orElse("");
    body = before(text, answer);
    numbers = Numbers.of(text);
    answerNumbers = Numbers.of(answer);
    words = Words.of(text);
    equations = Equations.in(text);
  }

  static AnswerFacts of(String content) {
    return new AnswerFacts(Prose.visible(content));
  }

  private static String cut(String text) {
    int half = LONGEST / 2;
    return text.substring(0, half) + "\n" + text.substring(text.length() - half);
  }

  private static String before(String text, String answer) {
    int member = text.lastIndexOf("\"answer\"");
    int at = member > 0 || answer.isEmpty() ? member : text.lastIndexOf(answer);
    return at > 0 ? text.substring(0, at) : text;
  }

  /// What is visible; of a very long one the head and the tail.
  String text() {
    return text;
  }

  /// Characters of all that is visible.
  int length() {
    return length;
  }

  /// The final answer, empty where none is stated.
  String answer() {
    return answer;
  }

  /// The text before the final answer is stated.
  String body() {
    return body;
  }

  /// In order.
  double[] numbers() {
    return numbers;
  }

  double[] answerNumbers() {
    return answerNumbers;
  }

  /// In order.
  int[] words() {
    return words;
  }

  Equations equations() {
    return equations;
  }
}
