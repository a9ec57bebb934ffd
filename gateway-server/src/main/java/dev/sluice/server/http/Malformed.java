package dev.sluice.server.http;

import dev.sluice.gateway.chat.ApiError;

/// Takes the place of a request, or of the rest of one, that could not be received; the connection
/// ends with the answer.
record Malformed(ApiError error) {}
