package dev.sluice.gateway.config;

import org.jspecify.annotations.Nullable;

/// Where the ledger and the keys are kept.
///
/// @param url a PostgreSQL JDBC address, null for SQLite in the data folder
/// @param user null where the address or the database decides
/// @param password empty where none is needed
/// @param spoolBytes what may wait on disk while the database is away; beyond it requests are
///   refused
public record LedgerConfig(
    @Nullable String url, @Nullable String user, Secret password, long spoolBytes) {

  public static final LedgerConfig DEFAULT = new LedgerConfig(null, null, new Secret(""), 1L << 30);
}
