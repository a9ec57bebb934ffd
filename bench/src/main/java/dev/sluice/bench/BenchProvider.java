package dev.sluice.bench;

import dev.sluice.fixtures.CannedAnswer;
import dev.sluice.fixtures.SampleModels;
import dev.sluice.fixtures.Settings;
import dev.sluice.fixtures.SimulatedProvider;
import java.util.Optional;

/// The provider behind both nginx and Sluice in `bench/smoke.sh`: one answer, at once, on one event
/// loop. Prints its port and serves until the process ends.
final class BenchProvider {
  private static final CannedAnswer ANSWER =
      CannedAnswer.text(
          "Canberra is the capital of Australia. It was founded in 1913 as a compromise between"
              + " Sydney and Melbourne and has been the seat of government since 1927.");

  private BenchProvider() {}

  public static void main(String[] args) throws InterruptedException {
    Settings settings =
        Settings.defaults()
            .withModels(SampleModels.instant())
            .withAnswers((model, prompt) -> Optional.of(ANSWER))
            .withMaxRecorded(0);
    try (SimulatedProvider provider = SimulatedProvider.start(settings)) {
      System.out.println(provider.port());
      Thread.currentThread().join();
    }
  }
}
