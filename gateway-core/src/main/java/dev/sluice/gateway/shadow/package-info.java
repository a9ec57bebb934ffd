/// How good accepted answers really are, measured while the gateway works, and what follows: the
/// comparison with another model's answer, callers' verdicts, the drift of accept rates, thresholds
/// that rise where less is measured than they promise. Start with `MeasureQuality`.
@org.jspecify.annotations.NullMarked
package dev.sluice.gateway.shadow;
