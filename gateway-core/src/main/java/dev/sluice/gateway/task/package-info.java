/// Says what kind of task a request is, with a calibrated probability, in microseconds and without
/// help from a native library. Start with `TaskClassifier`; `TaskTraining` makes its weights.
@org.jspecify.annotations.NullMarked
package dev.sluice.gateway.task;
