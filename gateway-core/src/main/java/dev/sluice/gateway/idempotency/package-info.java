/// One `Idempotency-Key`, one paid answer: whoever sends the same request again, also while it
/// runs, gets what the first one got. Start with `ClaimKey`.
@org.jspecify.annotations.NullMarked
package dev.sluice.gateway.idempotency;
