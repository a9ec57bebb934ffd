package dev.sluice.server.http;

import dev.sluice.gateway.access.Authenticate;
import dev.sluice.gateway.access.Authenticated;
import dev.sluice.gateway.chat.ApiError;
import dev.sluice.gateway.config.GatewayConfig;
import dev.sluice.gateway.exchange.Exchange;
import dev.sluice.gateway.path.Outcome;
import dev.sluice.gateway.path.Step;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// A path that does what a test says and remembers what it was told.
final class FakeGateway implements Gateway {

  /// The waiting part.
  @FunctionalInterface
  interface Waiting {
    Step.End answer(Exchange x) throws InterruptedException;
  }

  /// One finished exchange.
  record Seen(Exchange exchange, Outcome outcome, boolean closedBefore) {}

  private final GatewayConfig config;
  private final Authenticate authenticate;
  private final BlockingQueue<Seen> seen = new LinkedBlockingQueue<>();
  private final BlockingQueue<ApiError> refused = new LinkedBlockingQueue<>();
  private final BlockingQueue<Exchange> closed = new LinkedBlockingQueue<>();
  private final Waiting waiting;

  FakeGateway(GatewayConfig config, Waiting waiting) {
    this.config = config;
    this.authenticate = new Authenticate(config);
    this.waiting = waiting;
  }

  @Override
  public GatewayConfig config() {
    return config;
  }

  @Override
  public Authenticated authenticate(UnaryOperator<@Nullable String> header) {
    return authenticate.apply(header);
  }

  @Override
  public Step immediate(Exchange x) {
    return Step.CONTINUE;
  }

  @Override
  public Step.End waiting(Exchange x) throws InterruptedException {
    return waiting.answer(x);
  }

  @Override
  public void close(Exchange x) {
    closed.add(x);
  }

  @Override
  public void observe(Exchange x, Outcome outcome) {
    long closes = closed.stream().filter(c -> c == x).count();
    seen.add(new Seen(x, outcome, closes == 1));
  }

  @Override
  public void refused(String id, ApiError error) {
    refused.add(error);
  }

  /// The next exchange that is over; waits for it.
  Seen nextSeen() throws InterruptedException {
    return taken(seen.poll(15, TimeUnit.SECONDS));
  }

  ApiError nextRefused() throws InterruptedException {
    return taken(refused.poll(15, TimeUnit.SECONDS));
  }

  int unseen() {
    return seen.size();
  }

  private static <T> T taken(@Nullable T next) {
    if (next == null) {
      throw new AssertionError("nothing happened");
    }
    return next;
  }
}
