package dev.sluice.bench.endure;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Clients that ask for 50 MiB each and take 1 KiB a second of it, or nothing.
final class SlowReaderTrial implements Trial {

  private static final int READERS = 200;
  private static final int SECONDS = 40;

  /// Of a reader; the kernel's own choice grows to megabytes, which would only be filled sooner or
  /// later.
  private static final int KERNEL_BYTES = 64 << 10;

  private static final double MIB = 1 << 20;

  @Override
  public String name() {
    return "readers";
  }

  @Override
  public void run(GatewayProcess gateway, LoadProvider provider, Report report)
      throws IOException, InterruptedException {
    Bystanders.warmUp(gateway.port());
    report.note("RSS before", Report.number(gateway.residentMib()) + " MiB");
    report.note("live heap before", Report.number(gateway.liveHeapMib()) + " MiB");
    gateway.forgetPeak();
    List<Peer> readers = new ArrayList<>();
    List<LoadProvider.Call> calls = new ArrayList<>();
    try (Bystanders others = new Bystanders(gateway.port())) {
      for (int i = 0; i < READERS; i++) {
        readers.add(reader(gateway, i));
      }
      for (int i = 0; i < READERS; i++) {
        calls.add(provider.call("reader" + i).get(120, TimeUnit.SECONDS));
      }
      crawl(readers);
      double early = accepted(calls).max();
      crawl(readers);
      Figures accepted = accepted(calls);
      report.atMost(
          "taken from the provider per stream of 50 MiB, most", accepted.max(), 12, " MiB");
      report.atMost("of it in the last " + SECONDS / 2 + " s", accepted.max() - early, 1, " MiB");
      report.atMost("peak RSS with " + READERS + " slow readers", gateway.peakMib(), 512, " MiB");
      report.note("live heap then", Report.number(gateway.liveHeapMib()) + " MiB");
      others.tell(report);
    } catch (ExecutionException | TimeoutException e) {
      report.fails("readers", "the provider was not asked: " + e);
    } finally {
      for (Peer reader : readers) {
        reader.close();
      }
    }
    after(gateway, calls, report);
  }

  private static Peer reader(GatewayProcess gateway, int i) throws IOException {
    Peer reader = Peer.connect(gateway.port(), KERNEL_BYTES);
    reader.send(Model.FLOOD, true, "reader" + i);
    return reader;
  }

  /// Every second reader takes a little each second, for half of the time.
  private static void crawl(List<Peer> readers) throws IOException, InterruptedException {
    for (int second = 0; second < SECONDS / 2; second++) {
      for (int i = 0; i < readers.size(); i += 2) {
        readers.get(i).read(1024);
      }
      Thread.sleep(1000);
    }
  }

  private static Figures accepted(List<LoadProvider.Call> calls) {
    Figures mib = new Figures();
    calls.forEach(call -> mib.add(call.sentBytes() / MIB));
    return mib;
  }

  private static void after(GatewayProcess gateway, List<LoadProvider.Call> calls, Report report)
      throws IOException, InterruptedException {
    int open = 0;
    for (LoadProvider.Call call : calls) {
      try {
        call.left().get(2, TimeUnit.SECONDS);
      } catch (ExecutionException | TimeoutException e) {
        open++;
      }
    }
    report.none("streams still open at the provider after they left", open, "");
    report.note("live heap after they left", Report.number(gateway.liveHeapMib()) + " MiB");
    report.note("RSS after they left", Report.number(gateway.residentMib()) + " MiB");
  }
}
