package dev.sluice.gateway.quality;

/// What the signals look at in a prompt. Immutable; its arrays are not to be written to.
final class PromptFacts {

  private final String text;
  private final double[] numbers;
  private final int[] words;

  private PromptFacts(String text) {
    this.text = text;
    numbers = Numbers.distinct(Numbers.of(text));
    words = Words.distinct(Words.of(text));
  }

  static PromptFacts of(String prompt) {
    boolean fits = prompt.length() <= AnswerFacts.LONGEST;
    return new PromptFacts(fits ? prompt : prompt.substring(0, AnswerFacts.LONGEST));
  }

  /// The last user message, its end cut off where it is very long.
  String text() {
    return text;
  }

  /// Distinct and sorted.
  double[] numbers() {
    return numbers;
  }

  /// Distinct and sorted.
  int[] words() {
    return words;
  }
}
