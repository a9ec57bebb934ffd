package dev.sluice.gateway.task;

import dev.sluice.gateway.terms.TaskType;
import java.util.ArrayList;
import java.util.List;

/// Turns requests into feature vectors, the same way in training and in service. Immutable.
final class FeatureReader {
  private final CueBook book;
  private final List<Rule> rules;

  FeatureReader(CueBook book) {
    this.book = book;
    this.rules = new RuleBook(book).rules();
  }

  static FeatureReader shipped() {
    return new FeatureReader(CueBook.shipped());
  }

  Features read(TaskInput input) {
    return Features.of(Reading.of(input, book), book, rules);
  }

  Reading reading(TaskInput input) {
    return Reading.of(input, book);
  }

  List<Rule> rules() {
    return rules;
  }

  int factSize() {
    return Features.factSize(book, rules);
  }

  /// Changes whenever a number of a fact would mean something else.
  int signature() {
    List<String> names = new ArrayList<>(book.names());
    rules.forEach(rule -> names.add(rule.name()));
    for (TaskType task : TaskType.values()) {
      names.add(task.wireName());
    }
    for (Fact fact : Fact.values()) {
      names.add(fact.name());
    }
    return names.hashCode();
  }
}
