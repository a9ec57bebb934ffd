package dev.sluice.gateway.upstream;

/// The port to the providers: starts calls and never decides anything.
///
/// One call is one attempt on the wire, but for one silent repetition when a pooled connection
/// turns out to have been closed before a byte of the answer came. Retries, fail-over and money
/// live in `PaidCall`, the only user.
public interface UpstreamClient {

  /// Starts a call and returns at once. Any thread.
  PendingCall start(UpstreamCall call);
}
