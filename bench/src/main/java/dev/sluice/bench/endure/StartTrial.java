package dev.sluice.bench.endure;

import java.io.IOException;

/// How long it takes to be there, and how large it is then.
final class StartTrial implements Trial {

  @Override
  public String name() {
    return "start";
  }

  @Override
  public void run(GatewayProcess gateway, LoadProvider provider, Report report)
      throws IOException, InterruptedException {
    boolean ready = gateway.answersOnce();
    double seconds = (System.nanoTime() - gateway.startedNanos()) / 1e9;
    report.holds(
        "start of ./sluice to the first 200 of a model", Report.number(seconds) + " s", ready);
    report.note("RSS then", Report.number(gateway.residentMib()) + " MiB");
    try (Bystanders others = new Bystanders(gateway.port())) {
      Thread.sleep(10_000);
      others.tell(report);
    }
    report.note("RSS after 10 s of calls", Report.number(gateway.residentMib()) + " MiB");
    report.note("live heap then", Report.number(gateway.liveHeapMib()) + " MiB");
  }
}
