/// The record of every upstream attempt. Start with `Ledger`.
@org.jspecify.annotations.NullMarked
package dev.sluice.gateway.ledger;
