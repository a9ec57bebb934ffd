package dev.sluice.gateway.exchange;

/// What the caches did for a request.
public enum CacheOutcome {
  HIT("HIT"),
  SEMANTIC_HIT("SEMANTIC HIT"),
  MISS("MISS"),
  BYPASS("BYPASS");

  private final String headerValue;

  CacheOutcome(String headerValue) {
    this.headerValue = headerValue;
  }

  public String headerValue() {
    return headerValue;
  }
}
