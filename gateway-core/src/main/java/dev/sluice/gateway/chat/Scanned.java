package dev.sluice.gateway.chat;

/// What scanning a body gave: a request, or the error to answer.
public sealed interface Scanned {

  record Ok(ChatRequest request) implements Scanned {}

  record Refused(ApiError error) implements Scanned {}
}
