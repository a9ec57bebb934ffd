package dev.sluice.gateway.shadow;

import dev.sluice.gateway.terms.TaskType;
import dev.sluice.gateway.terms.Tier;

/// One tier's answers to one kind of task: what is measured, watched and tightened by itself.
public record Rung(TaskType task, Tier tier) {}
