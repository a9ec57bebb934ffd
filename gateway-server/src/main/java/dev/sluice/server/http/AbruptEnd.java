package dev.sluice.server.http;

/// Written in place of the end of a body: what was written before it reaches the client, and then
/// the exchange ends in a way that no client can take for a good end.
enum AbruptEnd {
  INSTANCE
}
