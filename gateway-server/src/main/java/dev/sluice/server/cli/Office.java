package dev.sluice.server.cli;

import dev.sluice.gateway.config.GatewayConfig;
import dev.sluice.gateway.ledger.LeftJournal;
import dev.sluice.gateway.ledger.StoreFailure;
import dev.sluice.server.books.Books;
import dev.sluice.server.books.GatewayBooks;
import java.io.IOException;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// What the commands about ledger and keys work with.
///
/// @param environment of the process
record Office(Books.Opener opener, InstantSource clock, Map<String, String> environment) {

  /// Told where [#hasLeftJournal].
  static final String LEFT_JOURNAL =
      "A gateway that is gone has left rows in its journal; the next start of it adds them to the"
          + " ledger.";

  private static final String PROVIDER_KEY = "GLOBAL_API_KEY";

  Office {
    environment = Map.copyOf(environment);
  }

  /// The configuration; no provider is called, so the usual provider's key may be missing.
  GatewayConfig config(Settings settings) {
    Map<String, String> variables = new HashMap<>(environment);
    if (variables.getOrDefault(PROVIDER_KEY, "").isEmpty()) {
      variables.put(PROVIDER_KEY, "not-needed-here");
    }
    return settings.load(variables);
  }

  /// Whether the ledger lacks rows because no gateway runs that would add them.
  boolean hasLeftJournal(Settings settings, Books books) throws StoreFailure {
    return LeftJournal.hasMore(settings.data().resolve(GatewayBooks.JOURNAL), books.rows());
  }

  /// Opens the books that the settings mean, or ends the command with what is in the way.
  ///
  /// @return empty where there are none and none shall be made
  Optional<Books> open(Settings settings, GatewayConfig config, boolean make) {
    try {
      return opener.open(new Books.Place(config, settings.data(), environment), make);
    } catch (IOException e) {
      throw new UserError("The ledger cannot be opened: " + e.getMessage());
    }
  }
}
