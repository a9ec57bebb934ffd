/// Is this answer good enough, and do two answers say the same? Start with `QualityGate`.
@org.jspecify.annotations.NullMarked
package dev.sluice.gateway.quality;
