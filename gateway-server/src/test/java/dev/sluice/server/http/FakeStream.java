package dev.sluice.server.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.gateway.upstream.UpstreamFailure;
import dev.sluice.gateway.upstream.UpstreamStream;
import io.netty.channel.EventLoop;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// A provider's stream that a test feeds. Delivers on the event loop, as the port promises; holds
/// nothing back while paused, since what is already decoded may still arrive.
final class FakeStream implements UpstreamStream {

  private final EventLoop loop;
  private final CompletableFuture<Sink> sink = new CompletableFuture<>();
  private final CompletableFuture<Void> cancelled = new CompletableFuture<>();
  private volatile boolean paused;

  FakeStream(EventLoop loop) {
    this.loop = loop;
  }

  @Override
  public void start(Sink reader) {
    sink.complete(reader);
  }

  @Override
  public void pause() {
    paused = true;
  }

  @Override
  public void resume() {
    paused = false;
  }

  @Override
  public void cancel() {
    cancelled.complete(null);
  }

  boolean isPaused() {
    return paused;
  }

  void awaitCancel() throws Exception {
    cancelled.get(15, TimeUnit.SECONDS);
  }

  boolean isCancelled() {
    return cancelled.isDone();
  }

  /// Delivers one event and waits until it was taken.
  void event(String payload) throws Exception {
    data(payload.getBytes(UTF_8));
  }

  void data(byte[] bytes) throws Exception {
    onLoop(reader -> reader.onData(bytes));
  }

  void end() throws Exception {
    onLoop(Sink::onEnd);
  }

  void fail(UpstreamFailure failure) throws Exception {
    onLoop(reader -> reader.onFailure(failure));
  }

  private void onLoop(Consumer<Sink> call) throws Exception {
    Sink reader = sink.get(15, TimeUnit.SECONDS);
    loop.submit(() -> call.accept(reader)).get(15, TimeUnit.SECONDS);
  }
}
