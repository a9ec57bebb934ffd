package dev.sluice.gateway.config;

/// What the process takes on at once.
///
/// @param concurrent requests in flight; beyond it callers get 503
/// @param bufferedBytes bodies held in memory, requests and answers together
public record LimitConfig(int concurrent, long bufferedBytes) {

  public static final LimitConfig DEFAULT = new LimitConfig(4096, 512L << 20);
}
