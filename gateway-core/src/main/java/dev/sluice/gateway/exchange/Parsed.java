package dev.sluice.gateway.exchange;

import dev.sluice.gateway.chat.ApiError;

/// What reading a caller's options gave.
public sealed interface Parsed {

  record Ok(RequestOptions options) implements Parsed {}

  record Refused(ApiError error) implements Parsed {}
}
