package dev.sluice.bench.endure;

import java.io.IOException;

/// What events cost: a burst of tiny ones, a steady flow, and one that is large.
final class EventTrial implements Trial {

  private static final int ROUNDS = 5;

  @Override
  public String name() {
    return "events";
  }

  @Override
  public void run(GatewayProcess gateway, LoadProvider provider, Report report)
      throws IOException, InterruptedException {
    burst(gateway, report); // and the compiler has done its work
    steady(gateway, report);
    large(gateway, report);
  }

  private static void steady(GatewayProcess gateway, Report report) throws IOException {
    Figures micros = new Figures();
    Figures seconds = new Figures();
    boolean intact = true;
    for (int round = 0; round < ROUNDS; round++) {
      double cpu = gateway.cpuMicros();
      long before = System.nanoTime();
      intact &= isWhole(gateway, Model.PACED, LoadProvider.PACED_EVENTS);
      micros.add((gateway.cpuMicros() - cpu) / LoadProvider.PACED_EVENTS);
      seconds.add((System.nanoTime() - before) / 1e9);
    }
    report.holds(
        "2,000 events/s in one stream for 5 s: time",
        Report.number(seconds.median()) + " s",
        intact && seconds.max() < 6);
    report.atMost("CPU per event, median of 5", micros.median(), 80, " µs");
  }

  private static void burst(GatewayProcess gateway, Report report)
      throws IOException, InterruptedException {
    Figures micros = new Figures();
    Figures seconds = new Figures();
    boolean intact = true;
    gateway.forgetPeak();
    for (int round = 0; round < ROUNDS; round++) {
      double cpu = gateway.cpuMicros();
      long before = System.nanoTime();
      intact &= isWhole(gateway, Model.TINY, LoadProvider.TINY_EVENTS);
      seconds.add((System.nanoTime() - before) / 1e9);
      micros.add((gateway.cpuMicros() - cpu) / LoadProvider.TINY_EVENTS);
    }
    report.holds(
        "100,000 tiny events: all there, in order, in",
        Report.number(seconds.median()) + " s",
        intact);
    report.atMost("CPU per event, median of 5", micros.median(), 80, " µs");
    report.note("peak RSS", Report.number(gateway.peakMib()) + " MiB");
    report.note("live heap then", Report.number(gateway.liveHeapMib()) + " MiB");
  }

  private static boolean isWhole(GatewayProcess gateway, Model model, int count)
      throws IOException {
    try (Peer peer = Peer.connect(gateway.port())) {
      Events events = Events.read(peer.ask(model, true, "events").body());
      return events.done() && events.inOrder() && events.contents() == count;
    }
  }

  private static void large(GatewayProcess gateway, Report report) throws IOException {
    Figures millis = new Figures();
    boolean intact = true;
    for (int round = 0; round < ROUNDS; round++) {
      long before = System.nanoTime();
      try (Peer peer = Peer.connect(gateway.port())) {
        Events events = Events.read(peer.ask(Model.LARGE, true, "large").body());
        intact &= events.done() && events.chars() == LoadProvider.LARGE_CHARS;
      }
      millis.add((System.nanoTime() - before) / 1e6);
    }
    report.holds("one event of 1 MiB: whole, in", Report.number(millis.median()) + " ms", intact);
  }
}
