/// The ledger against what a provider says it has charged. Start with `Reconciliation`.
@org.jspecify.annotations.NullMarked
package dev.sluice.gateway.reconcile;
