package dev.sluice.gateway.upstream;

/// A call on its way.
public interface PendingCall {

  /// Waits for the whole answer, or for the first event (or byte) of an open one.
  ///
  /// On interrupt the call is cancelled, its connection closed, before the exception is thrown.
  UpstreamResponse await() throws InterruptedException;

  /// Gives the call up and closes its connection. Any thread, any time, more than once.
  void cancel();
}
