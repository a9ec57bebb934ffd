package dev.sluice.server.books;

import dev.sluice.gateway.access.KeyDesk;
import dev.sluice.gateway.access.KeyHash;
import dev.sluice.gateway.access.KeySecret;
import dev.sluice.gateway.config.GatewayConfig;
import dev.sluice.gateway.config.LedgerConfig;
import dev.sluice.gateway.ledger.LedgerQueries;
import dev.sluice.gateway.ledger.RowStore;
import dev.sluice.server.http.Ulid;
import dev.sluice.server.store.Store;
import dev.sluice.server.store.Stores;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;

/// The database of one installation, SQLite in the data folder or PostgreSQL.
public final class StoreBooks implements Books {

  private final Store store;
  private final Keys keys;

  /// @param config whose models and file keys new keys must agree with
  public StoreBooks(Store store, KeyHash hash, Supplier<GatewayConfig> config) {
    this.store = store;
    InstantSource clock = InstantSource.system();
    SecureRandom random = new SecureRandom();
    Ulid ids = new Ulid(clock, random);
    keys = new DeskKeys(new KeyDesk(store, hash, config, ids::next, random, clock));
  }

  /// As [Books.Opener] says.
  public static Optional<Books> open(Place place, boolean make) throws IOException {
    if (place.config().ledger().url() == null && !make && !Stores.isThere(place.data())) {
      return Optional.empty();
    }
    KeyHash hash = hash(place, make);
    return Optional.of(new StoreBooks(store(place), hash, place::config));
  }

  static Store store(Place place) {
    LedgerConfig config = place.config().ledger();
    String url = config.url();
    return url == null
        ? Stores.open(place.data())
        : Stores.open(url, config.user(), config.password().reveal());
  }

  /// Who only reads needs no secret, and makes none.
  private static KeyHash hash(Place place, boolean make) throws IOException {
    String given = place.environment().get(KeySecret.VARIABLE);
    Path file = place.data().resolve(KeySecret.FILE);
    boolean known = (given != null && !given.isEmpty()) || Files.exists(file);
    return make || known ? KeySecret.readOrMake(place.data(), given) : KeyHash.ofThisProcess();
  }

  @Override
  public LedgerQueries ledger() {
    return store;
  }

  @Override
  public RowStore rows() {
    return store;
  }

  @Override
  public Keys keys() {
    return keys;
  }

  @Override
  public void close() {
    store.close();
  }
}
