package dev.sluice.bench.endure;

import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// How soon the provider is left alone once the client has gone, in every phase of a request.
final class LeaveTrial implements Trial {

  private static final int TRIES = 50;
  private static final int LIMIT_MILLIS = 100;

  @Override
  public String name() {
    return "leaving";
  }

  @Override
  public void run(GatewayProcess gateway, LoadProvider provider, Report report)
      throws IOException, InterruptedException {
    gateway.answersOnce();
    tries("stream, before its head", Model.SILENT, true, false, gateway, provider, report);
    tries("stream, in its middle", Model.DRIP, true, true, gateway, provider, report);
    tries("flood, in its middle", Model.FLOOD, true, true, gateway, provider, report);
    tries("plain call", Model.SILENT, false, false, gateway, provider, report);
  }

  private static void tries(
      String phase,
      Model model,
      boolean stream,
      boolean begun,
      GatewayProcess gateway,
      LoadProvider provider,
      Report report)
      throws IOException, InterruptedException {
    Figures millis = new Figures();
    int never = 0;
    for (int i = 0; i < TRIES; i++) {
      String tag = phase + i;
      try (Peer peer = Peer.connect(gateway.port())) {
        peer.send(model, stream, tag);
        LoadProvider.Call call = provider.call(tag).get(10, TimeUnit.SECONDS);
        if (begun) {
          peer.read(1);
        }
        long before = System.nanoTime();
        peer.leave(i % 2 == 0);
        millis.add((call.left().get(2, TimeUnit.SECONDS) - before) / 1e6);
      } catch (ExecutionException | TimeoutException e) {
        never++;
      }
    }
    report.holds(
        "client leaves " + phase + ": provider closed after",
        millis.spread(" ms") + (never == 0 ? "" : ", never: " + never),
        never == 0 && millis.max() <= LIMIT_MILLIS);
  }
}
