package dev.sluice.server.demo;

import dev.sluice.gateway.chat.Usage;
import dev.sluice.gateway.money.Usd;
import dev.sluice.gateway.terms.TaskType;
import dev.sluice.gateway.terms.Tier;
import java.time.Duration;
import java.util.Optional;

/// What a client saw of one request.
///
/// @param labelled the task that the author of the sample had in mind
/// @param status of the answer, 0 where none came
/// @param failure why there is no whole answer; empty when there is one
/// @param facts what the answer tells about itself
/// @param usage token counts of the answer that was served
/// @param latency from the request to the last byte
/// @param firstByte from the request to the first byte of the body
public record Observation(
    TaskType labelled,
    int status,
    String failure,
    Facts facts,
    Optional<Usage> usage,
    Duration latency,
    Duration firstByte) {

  /// The `x-sluice-*` facts of an answer.
  ///
  /// @param task what the gateway took the request for
  /// @param tier of the model that answered; empty for a model asked by name
  /// @param cache `HIT`, `MISS`, … or empty
  /// @param attempts upstream calls made for the request
  /// @param route the trace, such as `a:reject(format),b:accept`
  /// @param cost everything that was paid
  /// @param baseline what the baseline model would have cost; empty when unknown
  /// @param latency of the whole request, up to the head for a stream, as the gateway saw it
  /// @param overhead of it, time spent in the gateway itself
  public record Facts(
      Optional<TaskType> task,
      Optional<Tier> tier,
      String model,
      String cache,
      int attempts,
      String route,
      Usd cost,
      Optional<Usd> baseline,
      Duration latency,
      Duration overhead) {

    /// Of an answer that says nothing.
    public static final Facts NONE =
        new Facts(
            Optional.empty(),
            Optional.empty(),
            "",
            "",
            0,
            "",
            Usd.ZERO,
            Optional.empty(),
            Duration.ZERO,
            Duration.ZERO);
  }

  public boolean answered() {
    return failure.isEmpty();
  }

  /// Whether the caches answered, a request in flight included.
  public boolean hit() {
    return answered() && facts.cache().startsWith("HIT");
  }

  /// Whether this hit waited for an equal request in flight instead of finding its answer stored.
  ///
  /// Nothing says so on the wire, but only such a hit spends time outside the gateway's own work.
  public boolean coalesced() {
    return hit() && facts.latency().minus(facts.overhead()).toMillis() >= 1;
  }

  /// Whether a model was called for it.
  public boolean byModel() {
    return answered() && !hit();
  }
}
