package dev.sluice.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.fixtures.CannedAnswer;
import dev.sluice.fixtures.Dialect;
import dev.sluice.fixtures.ModelProfile;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;

/// What each way of streaming adds to the first token, over real connections and before the
/// simulated provider. Measures only where `SLUICE_MEASURE` is set; what is measured is printed and
/// not judged, since machines differ.
class FirstTokenTest {

  private static final String MODEL = "deepseek-v4-flash";
  private static final String LONG = "This is what it is. ".repeat(40);

  /// One way to ask for a stream.
  private record Way(String name, String model, String mode) {}

  /// In milliseconds.
  ///
  /// @param first from the request to the first token
  /// @param overhead of it, the time in the gateway itself, by its own account
  private record Sample(Way way, double first, double overhead) {}

  private static final List<Way> WAYS =
      List.of(
          new Way("explicit", MODEL, "auto"),
          new Way("direct", "auto", "direct"),
          new Way("sniff", "auto", "sniff"));

  @Test
  void printsWhatEachModeAddsToTheFirstToken() {
    assumeTrue(System.getenv("SLUICE_MEASURE") != null, "measures only with SLUICE_MEASURE set");
    measure("a provider that says all at once", 0, 300, 1_000);
    measure("a provider of 50 tokens/s", 50, 2, 20);
  }

  private static void measure(String what, double rate, int warmUp, int rounds) {
    ModelProfile model = ModelProfile.of(MODEL, Dialect.DEEPSEEK).withTokensPerSecond(rate);
    try (GatewayFixture gateway =
        Setup.shipped()
            .withModels(List.of(model))
            .answering((m, prompt) -> Optional.of(CannedAnswer.text(LONG)))
            .start()) {
      List<Sample> all = new ArrayList<>();
      for (int i = 0; i < warmUp + rounds; i++) {
        for (Way way : WAYS) {
          Sample sample = ask(gateway, way, i);
          if (i >= warmUp) {
            all.add(sample);
          }
        }
      }
      System.out.println(what);
      WAYS.forEach(way -> print(way, all));
      assertThat(all).hasSize(WAYS.size() * rounds);
    }
  }

  private static Sample ask(GatewayFixture gateway, Way way, int number) {
    try (Wire wire = gateway.wire()) {
      long start = System.nanoTime();
      wire.chat(
              Chats.stream(way.model(), "Tell me more about it, please: " + number),
              "x-sluice-stream: " + way.mode(),
              "x-sluice-task: general",
              "x-sluice-cache: off")
          .readHead()
          .readUntil("This");
      double first = (System.nanoTime() - start) / 1e6;
      return new Sample(way, first, Double.parseDouble(wire.header("x-sluice-overhead-ms")));
    }
  }

  private static void print(Way way, List<Sample> all) {
    List<Sample> own = all.stream().filter(sample -> sample.way().equals(way)).toList();
    System.out.printf(
        Locale.ROOT,
        "  %-9s first token p50 %.3f p90 %.3f p99 %.3f ms, of it in the gateway p50 %.3f p90 %.3f"
            + " p99 %.3f ms (n=%d)%n",
        way.name(),
        quantile(own, Sample::first, 0.5),
        quantile(own, Sample::first, 0.9),
        quantile(own, Sample::first, 0.99),
        quantile(own, Sample::overhead, 0.5),
        quantile(own, Sample::overhead, 0.9),
        quantile(own, Sample::overhead, 0.99),
        own.size());
  }

  private static double quantile(List<Sample> own, ToDoubleFunction<Sample> value, double q) {
    double[] sorted = own.stream().mapToDouble(value).sorted().toArray();
    return sorted[(int) (sorted.length * q)];
  }
}
