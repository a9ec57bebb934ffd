package dev.sluice.server.http;

import dev.sluice.gateway.chat.ApiError;
import dev.sluice.gateway.exchange.RequestOptions;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Reads what the caller asks of Sluice itself. On the event loop.
@FunctionalInterface
public interface OptionsParser {

  /// Reads both sources; the header wins.
  ///
  /// @param header the value of a request header by its lower-case name, null where it is absent
  /// @param sluiceJson the body's `sluice` object as JSON text, null where it is absent
  Parsed parse(Function<String, @Nullable String> header, @Nullable String sluiceJson);

  /// Options, or what is wrong with them.
  sealed interface Parsed {

    record Ok(RequestOptions options) implements Parsed {}

    record Refused(ApiError error) implements Parsed {}
  }
}
