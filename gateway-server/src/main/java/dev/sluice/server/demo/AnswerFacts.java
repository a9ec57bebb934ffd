package dev.sluice.server.demo;

import dev.sluice.gateway.money.Usd;
import dev.sluice.gateway.terms.TaskType;
import dev.sluice.gateway.terms.Tier;
import java.math.BigDecimal;
import java.net.http.HttpHeaders;
import java.time.Duration;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// Reads what an answer tells about itself: the `x-sluice-*` headers and, for what a stream knows
/// only at its end, `cost` and `cost_details` of its last usage chunk.
final class AnswerFacts {

  private static final BigDecimal NANOS_PER_MILLI = BigDecimal.valueOf(1_000_000);

  private final HttpHeaders headers;
  private final JsonNode usage;

  /// @param usage the usage object, or a missing node
  AnswerFacts(HttpHeaders headers, JsonNode usage) {
    this.headers = headers;
    this.usage = usage;
  }

  Observation.Facts read() {
    String task = text("task").orElse("");
    int end = task.indexOf(';');
    return new Observation.Facts(
        TaskType.of(end < 0 ? task : task.substring(0, end)),
        text("tier").flatMap(Tier::of),
        text("model").orElse(""),
        text("cache").orElse(""),
        number("attempts").map(BigDecimal::intValue).orElse(0),
        text("route").orElse(""),
        number("cost-usd").or(this::costInUsage).map(Usd::of).orElse(Usd.ZERO),
        number("baseline-usd").map(Usd::of),
        millis("latency-ms"),
        millis("overhead-ms"));
  }

  private Optional<String> text(String name) {
    return headers.firstValue("x-sluice-" + name).or(() -> detail(name));
  }

  private Optional<String> detail(String name) {
    JsonNode detail = usage.path("cost_details").path(name.replace('-', '_'));
    return detail.isValueNode() ? Optional.of(detail.asString()) : Optional.empty();
  }

  private Optional<BigDecimal> costInUsage() {
    JsonNode cost = usage.path("cost");
    return cost.isNumber() ? Optional.of(cost.decimalValue()) : Optional.empty();
  }

  private Optional<BigDecimal> number(String name) {
    try {
      return text(name).map(BigDecimal::new);
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  private Duration millis(String name) {
    return number(name)
        .map(ms -> Duration.ofNanos(ms.multiply(NANOS_PER_MILLI).longValue()))
        .orElse(Duration.ZERO);
  }
}
