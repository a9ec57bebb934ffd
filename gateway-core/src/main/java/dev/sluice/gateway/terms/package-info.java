/// The words everyone needs: task, tier, kind of failure. Start with `Tier`.
@org.jspecify.annotations.NullMarked
package dev.sluice.gateway.terms;
