package dev.sluice.gateway.quality;

import dev.sluice.gateway.chat.Answer;
import dev.sluice.gateway.chat.ToolCall;
import dev.sluice.gateway.exchange.Exchange;
import dev.sluice.gateway.exchange.TaskDecision;
import dev.sluice.gateway.terms.TaskType;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Whether two models' answers to one request come to the same.
///
/// The comparison follows the task and what both answers hold: tool calls and JSON by value, a
/// label of the offered set, the stated final answer, a short text as a whole, and for reasoning
/// the last number. Code and prose without a final answer never agree: that they differ in words
/// says nothing, and that they mean the same cannot be told. Any thread.
public final class Agreement {

  private static final Pattern CHOICE = Pattern.compile("\\A\\(?([a-j])(?:[).:\\s]|\\z)");
  private static final Pattern WORD = Pattern.compile("\\p{L}{2,}");
  private static final Pattern LETTERS = Pattern.compile("\\p{L}");

  public boolean agree(Exchange x, Answer a, Answer b) {
    String prompt = x.request().systemText() + "\n" + x.request().lastUserText();
    return agree(task(x), prompt, a, b);
  }

  /// @param prompt where a set of labels may be offered
  boolean agree(@Nullable TaskType task, String prompt, Answer a, Answer b) {
    if (!a.toolCalls().isEmpty() || !b.toolCalls().isEmpty()) {
      return sameCalls(a.toolCalls(), b.toolCalls());
    }
    if (Declining.of(a) != Declining.NONE || Declining.of(b) != Declining.NONE) {
      return false;
    }
    String left = Prose.visible(a.content()).strip();
    String right = Prose.visible(b.content()).strip();
    return !left.isEmpty() && !right.isEmpty() && sameText(task, prompt, left, right);
  }

  private static boolean sameText(
      @Nullable TaskType task, String prompt, String left, String right) {
    Optional<JsonNode> leftJson = Parsed.container(left);
    Optional<JsonNode> rightJson = Parsed.container(right);
    if (leftJson.isPresent() && rightJson.isPresent()) {
      boolean explained =
          FinalAnswer.member(leftJson.get()).isPresent()
              && FinalAnswer.member(rightJson.get()).isPresent();
      if (!explained) {
        return sameValue(leftJson.get(), rightJson.get());
      }
    }
    if (task == TaskType.CODE_GENERATION) {
      return false;
    }
    if (task == TaskType.CLASSIFICATION) {
      Optional<Boolean> labels = sameLabel(prompt, left, right);
      if (labels.isPresent()) {
        return labels.get();
      }
    }
    Optional<String> leftFinal = finalAnswer(left);
    Optional<String> rightFinal = finalAnswer(right);
    if (leftFinal.isPresent() && rightFinal.isPresent()) {
      return sameFinal(leftFinal.get(), rightFinal.get());
    }
    return task == TaskType.COMPLEX_REASONING
        && !Prose.holdsCode(left)
        && !Prose.holdsCode(right)
        && sameNumber(lastNumber(left, leftFinal), lastNumber(right, rightFinal));
  }

  private static @Nullable TaskType task(Exchange x) {
    TaskDecision decided = x.task();
    return decided == null ? null : decided.task();
  }

  private static Optional<String> finalAnswer(String text) {
    boolean whole = FinalAnswer.isShort(text) && !Prose.holdsCode(text);
    return FinalAnswer.stated(text).or(() -> whole ? Optional.of(text) : Optional.empty());
  }

  /// Empty where the prompt offers no labels, so that this says nothing.
  private static Optional<Boolean> sameLabel(String prompt, String left, String right) {
    List<String> labels = Labels.offeredIn(prompt);
    if (labels.isEmpty()) {
      return Optional.empty();
    }
    Optional<String> label = Labels.namedIn(left, labels);
    return label.isEmpty()
        ? Optional.empty()
        : Optional.of(label.equals(Labels.namedIn(right, labels)));
  }

  private static boolean sameFinal(String left, String right) {
    String a = FinalAnswer.folded(left);
    String b = FinalAnswer.folded(right);
    if (a.equals(b)) {
      return a.isEmpty()
          ? left.strip().equals(right.strip())
          : FinalAnswer.marks(left).equals(FinalAnswer.marks(right));
    }
    List<Quantity> leftNumbers = Quantity.allIn(left);
    List<Quantity> rightNumbers = Quantity.allIn(right);
    boolean oneNumber =
        leftNumbers.size() == 1 && (isBare(left) || isBare(right) || shareAWord(a, b));
    if (oneNumber || (!leftNumbers.isEmpty() && isBare(left) && isBare(right))) {
      return sameNumbers(leftNumbers, rightNumbers);
    }
    Matcher leftChoice = CHOICE.matcher(left.strip().toLowerCase(Locale.ROOT));
    Matcher rightChoice = CHOICE.matcher(right.strip().toLowerCase(Locale.ROOT));
    return (a.length() == 1 || b.length() == 1)
        && leftChoice.find()
        && rightChoice.find()
        && leftChoice.group(1).equals(rightChoice.group(1));
  }

  /// Whether a text is numbers and signs only.
  private static boolean isBare(String text) {
    return !LETTERS.matcher(Quantity.without(text)).find();
  }

  /// Such as `18 dollars` and `18 dollars a day`.
  private static boolean shareAWord(String a, String b) {
    Set<String> words =
        WORD.matcher(a).results().map(MatchResult::group).collect(Collectors.toSet());
    return WORD.matcher(b).results().map(MatchResult::group).anyMatch(words::contains);
  }

  private static boolean sameNumbers(List<Quantity> left, List<Quantity> right) {
    if (left.size() != right.size()) {
      return false;
    }
    for (int i = 0; i < left.size(); i++) {
      if (!left.get(i).isSameAs(right.get(i))) {
        return false;
      }
    }
    return true;
  }

  private static Optional<Quantity> lastNumber(String text, Optional<String> stated) {
    return FinalAnswer.lastNumber(stated.orElse(text));
  }

  private static boolean sameNumber(Optional<Quantity> left, Optional<Quantity> right) {
    return left.isPresent() && right.isPresent() && left.get().isSameAs(right.get());
  }

  private static boolean sameCalls(List<ToolCall> left, List<ToolCall> right) {
    if (left.size() != right.size()) {
      return false;
    }
    for (int i = 0; i < left.size(); i++) {
      ToolCall a = left.get(i);
      ToolCall b = right.get(i);
      Optional<JsonNode> arguments = Parsed.json(a.arguments());
      Optional<JsonNode> others = Parsed.json(b.arguments());
      boolean same = a.arguments().equals(b.arguments());
      if (arguments.isPresent() && others.isPresent()) {
        same = sameValue(arguments.get(), others.get());
      }
      if (!same || !a.name().equals(b.name())) {
        return false;
      }
    }
    return true;
  }

  /// Equal as JSON values: member order and the spelling of numbers do not matter.
  private static boolean sameValue(JsonNode a, JsonNode b) {
    if (a.isNumber() && b.isNumber()) {
      boolean whole = a.isIntegralNumber() && b.isIntegralNumber();
      return whole
          ? a.bigIntegerValue().equals(b.bigIntegerValue())
          : Double.compare(a.doubleValue(), b.doubleValue()) == 0;
    }
    if (a.isString() && b.isString()) {
      return a.asString().strip().equals(b.asString().strip());
    }
    if (a.size() != b.size() || a.getNodeType() != b.getNodeType()) {
      return false;
    }
    if (a.isArray()) {
      for (int i = 0; i < a.size(); i++) {
        if (!sameValue(a.get(i), b.get(i))) {
          return false;
        }
      }
      return true;
    }
    return a.isObject()
        ? a.propertyStream()
            .allMatch(p -> b.has(p.getKey()) && sameValue(p.getValue(), b.path(p.getKey())))
        : a.equals(b);
  }
}
