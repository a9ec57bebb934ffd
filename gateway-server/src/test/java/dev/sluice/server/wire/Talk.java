package dev.sluice.server.wire;

/// One connection of a client. Used by one thread; closing it is leaving without a word.
public interface Talk extends AutoCloseable {

  /// Sends a request whole.
  Turn send(Ask ask);

  /// Sends a request's head, whose body follows by [Turn#write]; the body of `ask` is not sent.
  Turn open(Ask ask);

  /// Whether the other side has closed the connection; waits for it, or for a sign of the contrary.
  boolean isClosed();

  @Override
  void close();
}
