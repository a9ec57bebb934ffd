package dev.sluice.gateway.exchange;

import dev.sluice.gateway.terms.TaskType;
import org.jspecify.annotations.Nullable;

/// What kind of work the request is, and how sure that is.
///
/// @param probability the classifier's calibrated probability, null when the caller said it
public record TaskDecision(TaskType task, @Nullable Double probability) {}
