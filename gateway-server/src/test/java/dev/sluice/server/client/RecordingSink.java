package dev.sluice.server.client;

import dev.sluice.gateway.upstream.UpstreamFailure;
import dev.sluice.gateway.upstream.UpstreamStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// Remembers what a stream delivered.
class RecordingSink implements UpstreamStream.Sink {

  private final BlockingQueue<String> data = new LinkedBlockingQueue<>();
  private final List<String> all = new CopyOnWriteArrayList<>();
  private final CompletableFuture<String> end = new CompletableFuture<>();
  private final AtomicInteger comments = new AtomicInteger();
  private final AtomicInteger ends = new AtomicInteger();

  @Override
  public void onData(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    all.add(text);
    data.add(text);
  }

  @Override
  public void onComment() {
    comments.incrementAndGet();
  }

  @Override
  public void onEnd() {
    ends.incrementAndGet();
    end.complete("end");
  }

  @Override
  public void onFailure(UpstreamFailure failure) {
    ends.incrementAndGet();
    end.complete(failure.kind().name());
  }

  /// `end`, or the kind of the failure.
  String awaitEnd() throws Exception {
    return end.get(15, TimeUnit.SECONDS);
  }

  String next() throws InterruptedException {
    String text = data.poll(15, TimeUnit.SECONDS);
    if (text == null) {
      throw new AssertionError("nothing came");
    }
    return text;
  }

  List<String> all() {
    return List.copyOf(all);
  }

  int comments() {
    return comments.get();
  }

  int ends() {
    return ends.get();
  }
}
