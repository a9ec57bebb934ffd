package dev.sluice.gateway.quality;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/// The few words of an answer that say what it comes to.
///
/// Looked for where models put it: the `answer` member of a JSON object that also reasons, the last
/// `\boxed{…}`, the last "the answer is …" or `#### …`. An answer that is short as a whole is its
/// own final answer.
final class FinalAnswer {

  private static final int SHORT_TOKENS = 12;
  private static final List<String> ANSWER_KEYS =
      List.of("answer", "final_answer", "finalAnswer", "result", "label", "solution", "output");
  private static final List<String> REASON_KEYS =
      List.of(
          "reasoning",
          "reason",
          "explanation",
          "rationale",
          "thought",
          "thoughts",
          "steps",
          "analysis",
          "chain_of_thought",
          "working");

  private static final Pattern STATED =
      Pattern.compile(
          "(?:(?:answer|result|respuesta|réponse|antwort|lösung|resposta|risposta)(?:\\s+(?:is|es|est|ist|é|è|would be))?"
              + "\\**\\s*(?::|=|(?<=\\bis|\\bes|\\best|\\bist|\\bé|\\bè|\\bbe)(?=\\W))"
              + "|^####|答案(?:是|为)?\\s*[:：]?|答えは|ответ\\s*:)\\s*(?<value>[^\\n]+)",
          Pattern.CASE_INSENSITIVE
              | Pattern.UNICODE_CASE
              | Pattern.MULTILINE
              | Pattern.UNICODE_CHARACTER_CLASS);

  /// An answer member of JSON that does not parse, as LaTeX in it often makes it.
  private static final Pattern MEMBER =
      Pattern.compile(
          "\"(?:final_?answer|answer)\"\\s*:\\s*(?:\"(?<text>(?:[^\"\\\\]|\\\\.){1,400})\"|(?<bare>[^\",}\\s]{1,100}))",
          Pattern.CASE_INSENSITIVE);

  private static final Pattern SENTENCE_END = Pattern.compile("(?<=\\S)[.。!?！？](?=\\s|\\z)|[。！？]");
  private static final Pattern ORNAMENT = Pattern.compile("[*`_$\"'“”‘’]|\\\\[()\\[\\]]");
  private static final Pattern TEXT =
      Pattern.compile("\\\\(?:text|mathrm|mathbf|textbf)\\s*\\{([^{}]*)\\}");
  private static final Pattern PUNCTUATION = Pattern.compile("[\\p{P}\\p{S}&&[^+\\-/%<>=^\\\\]]+");
  private static final Pattern ENDS = Pattern.compile("\\A[\\s*_`\"'.$]+|[\\s*_`\"'.:;$]+\\z");
  private static final Pattern NO_MARK = Pattern.compile("[^\\[\\]{}#*_|<>:;=]");
  private static final Pattern SPACE = Pattern.compile("\\s+");
  private static final Pattern SENTENCE_GAP = Pattern.compile("(?<=[^\\d\\s][.。!?])\\s+");
  private static final Pattern ARTICLE = Pattern.compile("\\b(?:the|a|an)\\b");

  private FinalAnswer() {}

  /// The final answer that the text states; empty where it states none or goes on too long.
  static Optional<String> stated(String text) {
    Optional<JsonNode> json = Parsed.container(text);
    if (json.isPresent()) {
      return member(json.get());
    }
    Optional<String> found = looseMember(text).or(() -> boxed(text));
    if (found.isPresent()) {
      return found;
    }
    String last = null;
    Matcher stated = STATED.matcher(text);
    while (stated.find()) {
      last = stated.group("value");
    }
    return Optional.ofNullable(last).map(FinalAnswer::trimmed).filter(FinalAnswer::isShort);
  }

  /// The stated final answer, a text that is short as a whole, or the number it ends with.
  static Optional<String> of(String text) {
    return stated(text)
        .or(() -> isShort(text) ? Optional.of(text) : Optional.empty())
        .or(() -> lastNumber(text).map(Quantity::decimal));
  }

  /// The answer member of an object that also explains itself.
  static Optional<String> member(JsonNode json) {
    if (REASON_KEYS.stream().noneMatch(json::has)) {
      return Optional.empty();
    }
    return ANSWER_KEYS.stream()
        .map(json::path)
        .filter(JsonNode::isValueNode)
        .map(JsonNode::asString)
        .filter(value -> !value.isBlank())
        .findFirst();
  }

  private static Optional<String> looseMember(String text) {
    String last = null;
    Matcher member = MEMBER.matcher(text);
    while (member.find()) {
      String quoted = member.group("text");
      last = quoted == null ? member.group("bare") : quoted.replace("\\\\", "\\");
    }
    return Optional.ofNullable(last);
  }

  /// What stands in the last `\boxed{…}`, its braces balanced.
  private static Optional<String> boxed(String text) {
    int start = text.lastIndexOf("\\boxed{");
    if (start < 0) {
      return Optional.empty();
    }
    int depth = 0;
    for (int i = start + 6; i < text.length(); i++) {
      char c = text.charAt(i);
      depth += c == '{' ? 1 : c == '}' ? -1 : 0;
      if (depth == 0) {
        return Optional.of(text.substring(start + 7, i));
      }
    }
    return Optional.empty();
  }

  private static String trimmed(String value) {
    Matcher end = SENTENCE_END.matcher(value);
    return (end.find() ? value.substring(0, end.start()) : value).strip();
  }

  /// Fewer than twelve words; an ideograph is half a word.
  static boolean isShort(String text) {
    if (text.length() > 20 * SHORT_TOKENS) {
      return false;
    }
    long ideographs = text.codePoints().filter(Character::isIdeographic).count();
    return SPACE.split(text.strip()).length + ideographs / 2 < SHORT_TOKENS;
  }

  /// The text with case, ornament, punctuation, articles and spacing folded.
  static String folded(String text) {
    String plain = TEXT.matcher(text).replaceAll("$1");
    plain = ORNAMENT.matcher(plain).replaceAll("").toLowerCase(Locale.ROOT);
    plain = plain.replace("\\dfrac", "\\frac").replace("\\left", "").replace("\\right", "");
    plain = PUNCTUATION.matcher(plain).replaceAll(" ");
    plain = ARTICLE.matcher(plain).replaceAll(" ");
    return plain.strip().replaceAll("\\s+", " ").replaceAll("(?<=[^a-z0-9]) | (?=[^a-z0-9])", "");
  }

  /// The marks that carry meaning in values and code, in order; ornament at the ends left out.
  static String marks(String text) {
    String plain = TEXT.matcher(text).replaceAll("$1");
    return NO_MARK.matcher(ENDS.matcher(plain).replaceAll("")).replaceAll("");
  }

  /// The last number of the closing sentence, which is where arithmetic prose ends.
  static Optional<Quantity> lastNumber(String text) {
    List<String> lines = text.lines().filter(line -> !line.isBlank()).toList();
    if (lines.isEmpty()) {
      return Optional.empty();
    }
    String closing = SENTENCE_GAP.splitAsStream(lines.getLast()).toList().getLast();
    List<Quantity> numbers = Quantity.allIn(closing);
    return numbers.isEmpty() ? Optional.empty() : Optional.of(numbers.getLast());
  }
}
