package dev.sluice.gateway.task;

import dev.sluice.gateway.terms.TaskType;
import java.util.function.Predicate;

/// A condition that, where it holds, nearly always means one task.
///
/// Rules do not decide: each is one input of the trained model, which weighs it by how often it was
/// right. The training report prints that share for every rule.
///
/// @param name as the report prints it
/// @param task what the rule speaks for
/// @param condition looks at one reading, keeps nothing
record Rule(String name, TaskType task, Predicate<Reading> condition) {

  boolean holds(Reading reading) {
    return condition.test(reading);
  }
}
