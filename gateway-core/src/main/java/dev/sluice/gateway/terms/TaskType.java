package dev.sluice.gateway.terms;

import java.util.Optional;

/// What kind of work a chat request asks for; each kind has its own route.
public enum TaskType {
  SIMPLE_QA("simple_qa"),
  CLASSIFICATION("classification"),
  SUMMARIZATION("summarization"),
  TRANSLATION("translation"),
  CODE_GENERATION("code_generation"),
  COMPLEX_REASONING("complex_reasoning"),
  GENERAL("general");

  private final String wireName;

  TaskType(String wireName) {
    this.wireName = wireName;
  }

  /// The name in configuration, headers and metrics.
  public String wireName() {
    return wireName;
  }

  public static Optional<TaskType> of(String wireName) {
    for (TaskType task : values()) {
      if (task.wireName.equals(wireName)) {
        return Optional.of(task);
      }
    }
    return Optional.empty();
  }
}
