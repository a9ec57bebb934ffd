/// The ledger and the virtual keys in SQLite and in PostgreSQL. Rows are only ever added; sums by
/// hour, day and month are kept in the same transaction. Start with `Stores`.
@org.jspecify.annotations.NullMarked
package dev.sluice.server.store;
