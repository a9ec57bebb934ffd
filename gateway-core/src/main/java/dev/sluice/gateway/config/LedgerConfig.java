package dev.sluice.gateway.config;

import org.jspecify.annotations.Nullable;

/// Where the ledger and the keys are kept.
///
/// @param url a PostgreSQL JDBC address, null for SQLite in the data folder
/// @param user null where the database decides
/// @param password empty where none is needed
/// @param spoolBytes what may wait on disk while the database is away; beyond it requests are
///   refused; at least [#LEAST_SPOOL]
public record LedgerConfig(
    @Nullable String url, @Nullable String user, Secret password, long spoolBytes) {

  /// Two files of the journal: one that is written and one ahead of its use.
  public static final long LEAST_SPOOL = 32L << 20;

  public static final LedgerConfig DEFAULT = new LedgerConfig(null, null, new Secret(""), 1L << 30);
}
