package dev.sluice.gateway.config;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// How answers are kept.
///
/// @param maxBytes weight of all exact entries together
/// @param maxError bound on wrong answers as a share of semantic hits
/// @param similarityThreshold a bare cosine instead of the calibrated profile, null unless
///   configured
public record CacheConfig(
    boolean exact,
    Semantic semantic,
    Duration ttl,
    long maxBytes,
    double maxError,
    @Nullable Double similarityThreshold,
    boolean judge,
    Scope scope) {

  /// Mode of the semantic tier.
  public enum Semantic {
    OFF,
    ON,
    OBSERVE,
    AUTO
  }

  /// Who shares answers.
  public enum Scope {
    KEY,
    USER,
    TEAM,
    GLOBAL
  }
}
