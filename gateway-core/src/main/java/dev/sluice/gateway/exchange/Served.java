package dev.sluice.gateway.exchange;

import dev.sluice.gateway.chat.Answer;
import dev.sluice.gateway.terms.TaskType;
import dev.sluice.gateway.terms.Tier;
import org.jspecify.annotations.Nullable;

/// The answer that the client gets, and who made it.
///
/// @param model id in the catalogue
/// @param tier the model's tier; null for an explicit request (`direct` in the header)
/// @param task the task it was made for, null when nobody asked
/// @param pass P(good enough) that the gate gave it, 1 where nothing was doubted
public record Served(
    Answer answer, String model, @Nullable Tier tier, @Nullable TaskType task, double pass) {}
