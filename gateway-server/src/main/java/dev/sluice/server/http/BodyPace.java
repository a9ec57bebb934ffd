package dev.sluice.server.http;

/// Counts whether a request's body comes fast enough: [ServerTimeouts#MIN_BODY_BYTES] at least in
/// each period. Event loop only.
final class BodyPace {

  private int bytes;

  void begin() {
    bytes = 0;
  }

  /// Counts more bytes.
  ///
  /// @return whether they fill this period's share, so that a new period begins
  boolean progress(int more) {
    bytes += more;
    if (bytes < ServerTimeouts.MIN_BODY_BYTES) {
      return false;
    }
    bytes = 0;
    return true;
  }
}
