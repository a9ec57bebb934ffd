package dev.sluice.bench.endure;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/// A client that behaves well: plain calls at a steady pace over one connection, while others do
/// not.
final class Bystanders implements AutoCloseable {

  private static final int PAUSE_MILLIS = 20;

  private static final int WARM_UP_MILLIS = 5_000;

  private final int port;
  private final Figures millis = new Figures();
  private final AtomicLong errors = new AtomicLong();
  private final AtomicReference<String> example = new AtomicReference<>("");
  private final Thread thread;
  private volatile boolean stopping;

  Bystanders(int port) {
    this.port = port;
    thread = Thread.ofPlatform().name("bystander").start(this::run);
  }

  /// Lets the compiler see some ordinary calls before anything is measured.
  static void warmUp(int port) throws InterruptedException {
    try (Bystanders some = new Bystanders(port)) {
      Thread.sleep(WARM_UP_MILLIS);
      some.stopping = true;
      some.thread.join();
    }
  }

  private void run() {
    while (!stopping) {
      try (Peer peer = Peer.connect(port)) {
        while (!stopping) {
          call(peer);
          Thread.sleep(PAUSE_MILLIS);
        }
      } catch (IOException e) {
        failed(e.toString());
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private void call(Peer peer) throws IOException {
    long before = System.nanoTime();
    Peer.Answer answer = peer.ask(Model.PLAIN, false, "bystander");
    String text = answer.text();
    millis.add((System.nanoTime() - before) / 1e6);
    if (answer.status() != 200 || !text.contains("Canberra.")) {
      failed(answer.status() + " " + text);
    }
  }

  private void failed(String what) {
    errors.incrementAndGet();
    example.set(what);
  }

  /// Stops, and says how the calls went.
  void tell(Report report) throws InterruptedException {
    close();
    thread.join();
    report.none("errors to others, of " + millis.count() + " calls", errors.get(), example.get());
    report.note("latency of others", millis.spread(" ms"));
  }

  @Override
  public void close() {
    stopping = true;
  }
}
