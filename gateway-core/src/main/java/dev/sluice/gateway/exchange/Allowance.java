package dev.sluice.gateway.exchange;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// What the caller's limits leave for one request; found once, before it is routed.
///
/// @param requests requests per minute, null where nothing limits them
/// @param tokens tokens per minute, null where nothing limits them
/// @param lean how much cheaper than usual `auto` should be answered
/// @param grant what was taken of the limits
public record Allowance(@Nullable Rate requests, @Nullable Rate tokens, Lean lean, Grant grant) {

  /// For a caller without limits.
  public static final Allowance NONE = new Allowance(null, null, Lean.NONE, usedTokens -> {});

  /// A limit as the headers tell it: the tighter one of key and team.
  ///
  /// @param remaining after this request, never negative
  /// @param reset until all of the limit is there again
  public record Rate(long limit, long remaining, Duration reset) {}

  /// What a request holds of its caller's limits while it runs.
  @FunctionalInterface
  public interface Grant {

    /// Gives back the place and corrects the estimate of tokens; only the first call counts.
    void end(long usedTokens);
  }
}
