package dev.sluice.bench.endure;

import java.io.IOException;

/// More large answers than a small heap could keep, if the cache did not know how small it is.
final class StoredAnswersTrial implements Trial {

  private static final int ANSWERS = 400;

  @Override
  public String name() {
    return "storing";
  }

  @Override
  public void run(GatewayProcess gateway, LoadProvider provider, Report report)
      throws IOException, InterruptedException {
    long wrong = 0;
    String example = "";
    try (Bystanders others = new Bystanders(gateway.port());
        Peer peer = Peer.connect(gateway.port())) {
      for (int i = 0; i < ANSWERS; i++) {
        boolean stream = i % 2 == 0;
        Peer.Answer answer = peer.ask(stream ? Model.LARGE : Model.BULKY, stream, "storing");
        String text = answer.text();
        if (answer.status() != 200 || text.length() < LoadProvider.LARGE_CHARS) {
          wrong++;
          example = text;
        }
      }
      report.none("errors in " + ANSWERS + " answers of 1 MiB, all stored", wrong, example);
      others.tell(report);
    }
    report.note("live heap then", Report.number(gateway.liveHeapMib()) + " MiB");
  }
}
