package dev.sluice.server.cli;

import dev.sluice.fixtures.ModelProfile;
import dev.sluice.fixtures.SampleModels;
import dev.sluice.fixtures.Settings;
import dev.sluice.fixtures.SimulatedProvider;
import java.time.InstantSource;
import java.util.List;

/// The provider that stands in where there is no key: the default configuration's models at the
/// pace of a hosted service.
final class SimulatedModels {

  private SimulatedModels() {}

  static SimulatedProvider start() {
    return start(SampleModels.lifelike());
  }

  static SimulatedProvider start(List<ModelProfile> models) {
    return SimulatedProvider.start(
        Settings.defaults()
            .withModels(models)
            .withAnswers(DemoAnswers.book())
            .withMaxRecorded(0)
            .withMaxInvoiceLines(0)
            .withClock(InstantSource.system()));
  }
}
