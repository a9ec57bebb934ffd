package dev.sluice.gateway.quality;

import java.util.List;

/// How long the answer is: of answers to one kind of question, long ones are wrong more often.
final class LengthSignal implements Signal {

  @Override
  public List<String> features() {
    return List.of("chars", "words", "per-prompt", "lines", "sentences", "sentence", "line");
  }

  @Override
  public void read(PromptFacts prompt, AnswerFacts answer, Row row) {
    String text = answer.text();
    int lines = 1;
    int sentences = 0;
    int line = 0;
    int longest = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean newline = c == '\n' || (c == '\\' && i + 1 < text.length() && breaks(text, i + 1));
      lines += newline ? 1 : 0;
      line = newline ? 0 : line + 1;
      longest = Math.max(longest, line);
      sentences += c == '.' || c == '。' ? 1 : 0;
    }
    row.add(Math.log1p(answer.length()))
        .add(Math.log1p(answer.words().length))
        .add(answer.length() / (1.0 + prompt.text().length()))
        .add(lines)
        .add(sentences)
        .add(text.length() / (1.0 + sentences))
        .add(longest);
  }

  /// An `\n` inside of JSON, not the start of a LaTeX command such as `\neq`.
  private static boolean breaks(String text, int at) {
    return text.charAt(at) == 'n'
        && (at + 1 >= text.length() || !Character.isLowerCase(text.charAt(at + 1)));
  }
}
