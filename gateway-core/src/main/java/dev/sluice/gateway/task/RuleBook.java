package dev.sluice.gateway.task;

import java.util.List;
import java.util.stream.Stream;

/// Every rule, in the order in which the weights are stored. Immutable, shared by all threads.
final class RuleBook {
  private final List<Rule> rules;

  RuleBook(CueBook book) {
    rules =
        Stream.of(
                TranslationRules.of(book),
                SummaryRules.of(book),
                LabelRules.of(book),
                CodeRules.of(book),
                ReasoningRules.of(book),
                QuestionRules.of(book),
                WritingRules.of(book))
            .flatMap(List::stream)
            .toList();
  }

  List<Rule> rules() {
    return rules;
  }
}
