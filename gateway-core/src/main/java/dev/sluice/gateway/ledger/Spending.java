package dev.sluice.gateway.ledger;

import dev.sluice.gateway.money.Usd;
import org.jspecify.annotations.Nullable;

/// What a key has spent so far, corrections included; unpriced rows count as nothing.
///
/// @param team the team on the rows; a key that changed teams has several lines
public record Spending(String keyId, @Nullable String team, Usd day, Usd month, Usd total) {}
