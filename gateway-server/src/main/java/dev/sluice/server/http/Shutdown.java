package dev.sluice.server.http;

/// The events by which a connection hears that the process ends.
enum Shutdown {
  /// Finish what is under way, take nothing new.
  DRAIN,
  /// The time for that is over: break off, and tell the client.
  CUT
}
