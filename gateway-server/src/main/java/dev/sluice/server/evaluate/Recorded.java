package dev.sluice.server.evaluate;

/// What a model really said to a prompt.
///
/// @param quality 1 right, 0 wrong; between them where it was not graded but compared
/// @param inputTokens of the prompt, estimated where nobody counted
/// @param outputTokens of the visible answer, likewise
record Recorded(String text, double quality, long inputTokens, long outputTokens) {

  private static final double CHARS_PER_TOKEN = 4;

  /// What a text has in tokens, roughly.
  static long tokens(String text) {
    return Math.round(text.length() / CHARS_PER_TOKEN);
  }
}
