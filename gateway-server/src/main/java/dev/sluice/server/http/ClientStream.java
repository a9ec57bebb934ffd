package dev.sluice.server.http;

/// A stream that is being read for a client, as the client's connection sees it. Event loop only.
interface ClientStream {

  /// Begins reading.
  void start();

  /// The client's connection has filled up or has drained.
  void writabilityChanged();

  void clientLeft();

  /// The process ends: tell the client.
  void cut();
}
