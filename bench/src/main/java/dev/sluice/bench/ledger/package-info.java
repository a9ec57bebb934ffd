/// How fast the ledger's databases write and answer. Start with `LedgerBench`.
@org.jspecify.annotations.NullMarked
package dev.sluice.bench.ledger;
