package dev.sluice.server.http;

import dev.sluice.gateway.chat.ApiError;

/// What Sluice itself says where no model is asked.
public sealed interface Told {

  record Json(String text) implements Told {}

  record Refused(ApiError error) implements Told {}
}
