package dev.sluice.gateway.upstream;

/// The open body of an answer. Starts paused; one reader.
public interface UpstreamStream {

  /// Begins delivery: all calls of the sink come on the event loop of the call's affinity.
  void start(Sink sink);

  /// Stops reading from the provider; what is already decoded may still arrive. Any thread.
  void pause();

  /// Goes on reading. Any thread.
  void resume();

  /// Gives the rest up and closes the connection; the sink hears nothing more. Any thread.
  void cancel();

  /// Who receives the body; ends with exactly one of the last two calls.
  interface Sink {

    /// The payload of one event (its `data:` lines joined, `[DONE]` included), or raw bytes.
    void onData(byte[] data);

    /// A keep-alive comment came.
    default void onComment() {}

    /// The body ended as HTTP says it should.
    void onEnd();

    /// It did not.
    void onFailure(UpstreamFailure failure);
  }
}
