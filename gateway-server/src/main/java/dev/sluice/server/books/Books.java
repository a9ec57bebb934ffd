package dev.sluice.server.books;

import dev.sluice.gateway.config.GatewayConfig;
import dev.sluice.gateway.ledger.LedgerQueries;
import dev.sluice.gateway.ledger.RowStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/// An open database of ledger and keys. Any thread that may wait; rows are added by one at a time.
public interface Books extends AutoCloseable {

  LedgerQueries ledger();

  /// Where corrections go.
  RowStore rows();

  Keys keys();

  @Override
  void close();

  /// Where books lie.
  ///
  /// @param config names the database, and the models that keys may use
  /// @param data the folder for what outlives the process
  /// @param environment of the process
  record Place(GatewayConfig config, Path data, Map<String, String> environment) {

    public Place {
      environment = Map.copyOf(environment);
    }
  }

  /// The one way to open them.
  @FunctionalInterface
  interface Opener {

    /// Finds nothing anywhere.
    Opener NOWHERE = (place, make) -> Optional.empty();

    /// Opens what is there, whether or not a gateway runs on it.
    ///
    /// @param make make what is not there
    /// @return empty where nothing is there and nothing shall be made
    /// @throws IOException when something is in the way, with words for people
    Optional<Books> open(Place place, boolean make) throws IOException;
  }
}
