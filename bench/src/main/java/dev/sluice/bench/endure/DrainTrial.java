package dev.sluice.bench.endure;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

/// A stop in the middle of 50 streams: they all end well, nobody new is let in, the exit code is 0.
final class DrainTrial implements Trial {

  private static final int STREAMS = 50;

  private final boolean http2;

  /// @param http2 all streams over one connection of HTTP/2, rather than one connection each
  DrainTrial(boolean http2) {
    this.http2 = http2;
  }

  @Override
  public String name() {
    return http2 ? "drain2" : "drain";
  }

  @Override
  public boolean leavesItRunning() {
    return false;
  }

  @Override
  public void run(GatewayProcess gateway, LoadProvider provider, Report report)
      throws IOException, InterruptedException {
    gateway.answersOnce();
    if (http2) {
      try (H2Peer peer = new H2Peer(gateway.port())) {
        stop(gateway, provider, tag -> peer.ask(Model.DRIP, tag), report);
      }
    } else {
      try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
        stop(gateway, provider, tag -> clients.submit(() -> stream(gateway, tag)), report);
      }
    }
  }

  private static void stop(
      GatewayProcess gateway,
      LoadProvider provider,
      Function<String, Future<Events>> stream,
      Report report)
      throws InterruptedException {
    List<Future<Events>> streams = new ArrayList<>();
    for (int i = 0; i < STREAMS; i++) {
      String tag = "drain" + gateway.port() + "-" + i;
      streams.add(stream.apply(tag));
      provider.call(tag).join();
    }
    Thread.sleep(500);
    gateway.terminate();
    long stopped = System.nanoTime();
    Thread.sleep(300);
    boolean refused = refused(gateway);
    report.holds("new connections 0.3 s after SIGTERM", refused ? "refused" : "accepted", refused);
    ends(streams, report);
    double lastEvent = (System.nanoTime() - stopped) / 1e9;
    int code = gateway.exitCode(60_000);
    double exit = (System.nanoTime() - stopped) / 1e9;
    report.holds("exit code", Integer.toString(code), code == 0);
    report.atMost("exit after the last stream's end", exit - lastEvent, 3, " s");
  }

  private static Events stream(GatewayProcess gateway, String tag) throws IOException {
    try (Peer peer = Peer.connect(gateway.port())) {
      return Events.read(peer.ask(Model.DRIP, true, tag).body());
    }
  }

  private static boolean refused(GatewayProcess gateway) {
    try {
      Peer.connect(gateway.port()).close();
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  private static void ends(List<Future<Events>> streams, Report report)
      throws InterruptedException {
    int whole = 0;
    String example = "";
    for (Future<Events> stream : streams) {
      try {
        Events events = stream.get();
        if (events.done() && events.contents() == LoadProvider.DRIP_EVENTS) {
          whole++;
        } else {
          example = events.toString();
        }
      } catch (ExecutionException e) {
        example = String.valueOf(e.getCause());
      }
    }
    report.holds(
        "live streams that ended well", whole + " of " + STREAMS + " " + example, whole == STREAMS);
  }
}
