package dev.sluice.gateway.config;

/// How often a failed attempt is repeated before its first byte.
///
/// @param attempts tries at one provider, the first included
/// @param budget retries allowed as a share of active requests, per provider
/// @param minConcurrent retries that are always allowed at the same time
public record RetryConfig(int attempts, double budget, int minConcurrent) {

  public static final RetryConfig DEFAULT = new RetryConfig(2, 0.2, 3);
}
