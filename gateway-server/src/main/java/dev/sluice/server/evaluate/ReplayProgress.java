package dev.sluice.server.evaluate;

import java.time.Duration;

/// Hears of every setting whose requests are all answered.
@FunctionalInterface
public interface ReplayProgress {

  void done(Knob knob, int requests, Duration took);
}
