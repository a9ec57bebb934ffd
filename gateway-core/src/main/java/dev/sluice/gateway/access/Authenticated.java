package dev.sluice.gateway.access;

import dev.sluice.gateway.chat.ApiError;
import dev.sluice.gateway.exchange.Caller;

/// Whether a caller was recognised.
public sealed interface Authenticated {

  record As(Caller caller) implements Authenticated {}

  record Refused(ApiError error) implements Authenticated {}
}
