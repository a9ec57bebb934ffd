package dev.sluice.server.http;

import dev.sluice.gateway.chat.AnswerReader;
import dev.sluice.gateway.config.GatewayConfig;
import dev.sluice.gateway.exchange.Allowance;
import dev.sluice.gateway.exchange.Attempt;
import dev.sluice.gateway.exchange.Exchange;
import dev.sluice.gateway.exchange.RequestOptions;
import dev.sluice.gateway.exchange.Settlement;
import dev.sluice.gateway.path.Step;
import dev.sluice.gateway.terms.FailureKind;
import dev.sluice.gateway.terms.Tier;
import dev.sluice.gateway.upstream.Header;
import dev.sluice.gateway.upstream.UpstreamFailure;
import dev.sluice.gateway.upstream.UpstreamResponse;
import dev.sluice.server.net.Transport;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/// A data plane on a free port with one event loop and a fake path behind it.
final class Rig implements AutoCloseable {

  static final String ANSWER =
      """
      {"id":"c-1","object":"chat.completion","created":1,"model":"small-dated","choices":[{"index":0,\
      "message":{"role":"assistant","content":"Paris"},"finish_reason":"stop"}],\
      "usage":{"prompt_tokens":10,"completion_tokens":2,"total_tokens":12}}\
      """;

  static final PassThrough NO_PASS_THROUGH =
      request ->
          new PassThrough.Sent.Passed(
              new UpstreamResponse.Failed(
                  UpstreamFailure.of(FailureKind.CONNECT, "nobody is there", false)),
              PassThrough.Tap.NONE,
              Allowance.NONE);

  private final EventLoopGroup loops = Transport.best().newGroup(1, "test-loop");
  private final FakeGateway gateway;
  private final Admission admission;
  private final Health health = new Health();
  private final HttpServer server;

  Rig(TestConfig config, FakeGateway.Waiting waiting) throws IOException {
    this(config, waiting, NO_PASS_THROUGH, ServerTimeouts.DEFAULT);
  }

  Rig(
      TestConfig test,
      FakeGateway.Waiting waiting,
      PassThrough passThrough,
      ServerTimeouts timeouts)
      throws IOException {
    GatewayConfig config = test.build();
    gateway = new FakeGateway(config, waiting);
    admission = new Admission(config::limits);
    var plane =
        new DataPlane(
            gateway,
            passThrough,
            (header, json) -> new OptionsParser.Parsed.Ok(RequestOptions.NONE),
            new Ulid(InstantSource.system(), RandomGenerator.getDefault()),
            admission,
            health,
            System::nanoTime,
            timeouts,
            Path.of(System.getProperty("java.io.tmpdir")));
    server = HttpServer.dataPlane(config.listen(), Transport.best(), loops, plane);
    server.start();
  }

  /// Answers every request with [#ANSWER].
  static Rig answering() throws IOException {
    return new Rig(new TestConfig(), Rig::answer);
  }

  /// Hands the stream to every request.
  static FakeGateway.Waiting forwarding(Supplier<FakeStream> stream) {
    return x -> forwarded(x, stream.get());
  }

  static Step.End answer(Exchange x) {
    Attempt attempt = attempt(x);
    var answer = AnswerReader.read(ANSWER.getBytes(StandardCharsets.UTF_8)).orElseThrow();
    attempt.settle(Settlement.whole(answer.usage(), x.request(), 0), x.nanoTime());
    return new Step.Answered(answer);
  }

  static Step.Forwarded forwarded(Exchange x, FakeStream stream) {
    Attempt attempt = attempt(x);
    var head =
        new UpstreamResponse.Head(200, List.of(new Header("content-type", "text/event-stream")), 1);
    return new Step.Forwarded(new UpstreamResponse.Opened(head, true, stream), attempt);
  }

  private static Attempt attempt(Exchange x) {
    Attempt attempt =
        x.openAttempt(Objects.requireNonNull(x.config().model("vendor/small")), TestConfig.FIRST);
    attempt.answeredWith(200, "upstream-7");
    x.servedBy("vendor/small", Tier.BUDGET);
    x.trace("vendor/small:accept");
    return attempt;
  }

  FakeGateway gateway() {
    return gateway;
  }

  Admission admission() {
    return admission;
  }

  Health health() {
    return health;
  }

  HttpServer server() {
    return server;
  }

  EventLoop loop() {
    return loops.next();
  }

  Wire connect() throws IOException {
    return new Wire(server.port());
  }

  @Override
  public void close() {
    try {
      server.drain(Duration.ZERO);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
  }
}
