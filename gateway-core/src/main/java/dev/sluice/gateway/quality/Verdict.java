package dev.sluice.gateway.quality;

import org.jspecify.annotations.Nullable;

/// What the gate makes of an answer.
///
/// @param pass P(good enough), 0…1
/// @param reason the check that failed, as the trace shows it: `empty`, `refusal`, `length`,
///   `format`, `language`, `disagree`; null when nothing is wrong
public record Verdict(double pass, @Nullable String reason) {

  public static final Verdict GOOD = new Verdict(1, null);

  /// Two answers that do not agree, or cannot be compared: refused at every quality, yet better
  /// than one that failed a check.
  static final Verdict DISAGREE = new Verdict(0.005, "disagree");

  public static Verdict bad(String reason) {
    return new Verdict(0, reason);
  }

  /// The same where nothing agrees with the answer.
  public Verdict unconfirmed() {
    return pass == 0 ? this : DISAGREE;
  }
}
