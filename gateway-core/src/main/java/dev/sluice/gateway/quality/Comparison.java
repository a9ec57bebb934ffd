package dev.sluice.gateway.quality;

/// What the gate makes of two answers to one request.
///
/// @param agree whether they come to the same
/// @param first what it makes of serving the first
/// @param second what it makes of serving the second
public record Comparison(boolean agree, Verdict first, Verdict second) {

  /// Whether the first one is to be served; of equals it is the second, which cost more.
  public boolean prefersFirst() {
    return first.pass() > second.pass();
  }
}
