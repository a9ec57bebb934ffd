/// Tests of the comparison with an invoice. Start with `ReconciliationTest`.
@org.jspecify.annotations.NullMarked
package dev.sluice.gateway.reconcile;
