package dev.sluice.gateway.exchange;

/// The caller's connection, as far as the waiting thread may touch it. Any thread.
public interface ClientSide {

  /// Tells a waiting stream client that its answer is coming: the head (once) and a comment. Does
  /// nothing for a client that asked for JSON.
  void keepAlive();
}
