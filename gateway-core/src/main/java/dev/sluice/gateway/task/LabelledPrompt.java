package dev.sluice.gateway.task;

import dev.sluice.gateway.terms.TaskType;
import java.util.Set;

/// One request whose task is known.
///
/// @param source where it comes from; sources are held out as a whole
/// @param family prompts of one template or class share it
/// @param made whether a template or a data set made it, rather than a person asking for something
/// @param hard whether its task is hard to tell
/// @param unseen whether the source is not among the training sources
/// @param alternatives tasks that would be acceptable too
record LabelledPrompt(
    TaskInput input,
    TaskType task,
    String source,
    String family,
    boolean made,
    boolean hard,
    boolean unseen,
    Set<TaskType> alternatives) {

  LabelledPrompt {
    alternatives = Set.copyOf(alternatives);
  }
}
