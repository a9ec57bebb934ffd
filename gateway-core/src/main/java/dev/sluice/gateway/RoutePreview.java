package dev.sluice.gateway;

import dev.sluice.gateway.config.ModelConfig;
import dev.sluice.gateway.exchange.Exchange;
import dev.sluice.gateway.money.Usd;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What would be done with a request, at what price.
///
/// @param x the request with its plan and task
/// @param quality 0…1, which thresholds follow
/// @param stored the exact cache holds its answer: nothing would be called
/// @param left what the request may spend
public record RoutePreview(Exchange x, double quality, List<Part> parts, boolean stored, Usd left) {

  public RoutePreview {
    parts = List.copyOf(parts);
  }

  /// One step.
  ///
  /// @param calls one, or two that are made at the same time
  /// @param threshold what the gate demands; null for the last step, which is always accepted
  /// @param acceptRate share of its answers that are accepted, 1 for the last step
  /// @param assumedRate too few were observed
  /// @param reached probability that the step is asked at all
  public record Part(
      List<Call> calls,
      @Nullable Double threshold,
      double acceptRate,
      boolean assumedRate,
      double reached) {

    public Part {
      calls = List.copyOf(calls);
    }

    /// Whether there is money for any of it.
    public boolean fits() {
      return calls.stream().anyMatch(Call::fits);
    }
  }

  /// One call of a model.
  ///
  /// @param fits whether there is money for it
  /// @param worst the most it can cost; null where it is unpriced or does not fit
  /// @param expected what it usually costs; null where it is unpriced
  /// @param assumedLength its answers' usual length was not observed yet
  public record Call(
      ModelConfig model,
      boolean fits,
      @Nullable Usd worst,
      @Nullable Usd expected,
      boolean assumedLength) {}

  /// The most that all of it can cost, no more than may be spent; null where a model is unpriced.
  public @Nullable Usd worst() {
    Usd sum = Usd.ZERO;
    for (Part part : parts) {
      for (Call call : part.calls()) {
        Usd worst = call.worst();
        if (worst == null && call.fits()) {
          return null;
        }
        sum = worst == null ? sum : sum.plus(worst);
      }
    }
    if (stored) {
      return Usd.ZERO;
    }
    return sum.compareTo(left) <= 0 ? sum : left;
  }

  /// What it usually costs: each step as often as it is reached; null where a model is unpriced.
  public @Nullable Usd expected() {
    double nanos = 0;
    for (Part part : parts) {
      for (Call call : part.calls()) {
        Usd expected = call.expected();
        if (expected == null) {
          return null;
        }
        nanos += call.fits() ? part.reached() * (double) expected.nanos() : 0;
      }
    }
    return stored ? Usd.ZERO : Usd.ofNanos(Math.round(nanos));
  }

  /// Whether a rate or a length in it was not observed yet.
  public boolean isAssumed() {
    return parts.stream()
        .anyMatch(p -> p.assumedRate() || p.calls().stream().anyMatch(Call::assumedLength));
  }
}
