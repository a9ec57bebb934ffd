package dev.sluice.gateway.quality;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The set of labels that a classification prompt offers, where it lists them in one line.
final class Labels {

  private static final Pattern OFFER =
      Pattern.compile(
          "(?:options?|labels?|categor(?:y|ies)|classes|one of|choose (?:from|between)|classify (?:it|this)? ?as"
              + "|etiquetas?|categorías?|étiquettes?|catégories?|kategorien?|标签|类别|选项|分类为)"
              + "[^:：\\n\\-–(]{0,30}[:：\\-–(]\\s*(?<list>[^\\n]{3,400})",
          Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
  private static final Pattern BETWEEN =
      Pattern.compile(
          "\\s*[,;|/、，；]\\s*(?:or |and |oder |ou |o )?|\\s+(?:or|and|oder|ou|或)\\s+|[.)\\]。](?:\\s.*)?$");

  private Labels() {}

  static List<String> offeredIn(String prompt) {
    Matcher offer = OFFER.matcher(prompt);
    if (!offer.find()) {
      return List.of();
    }
    List<String> labels =
        Arrays.stream(BETWEEN.split(offer.group("list")))
            .map(FinalAnswer::folded)
            .filter(label -> !label.isEmpty() && label.length() <= 40)
            .distinct()
            .toList();
    return labels.size() >= 2 ? labels : List.of();
  }

  /// The one label that an answer names; empty where it names none or several.
  static Optional<String> namedIn(String answer, List<String> labels) {
    String padded = " " + FinalAnswer.folded(answer) + " ";
    List<String> named =
        labels.stream().filter(label -> padded.contains(" " + label + " ")).toList();
    return named.size() == 1 ? Optional.of(named.getFirst()) : Optional.empty();
  }
}
