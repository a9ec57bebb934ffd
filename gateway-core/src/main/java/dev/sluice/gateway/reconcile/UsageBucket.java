package dev.sluice.gateway.reconcile;

import dev.sluice.gateway.chat.Usage;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What a provider has counted of one model within one span of time.
///
/// @param start inclusive
/// @param end exclusive
/// @param model as the provider names it, null where the export does not tell models apart
public record UsageBucket(
    Instant start, Instant end, @Nullable String model, Usage tokens, long requests) {}
