package dev.sluice.server.client;

import dev.sluice.gateway.config.ProviderConfig;
import dev.sluice.gateway.config.Secret;
import dev.sluice.gateway.config.TimeoutConfig;
import dev.sluice.gateway.upstream.Header;
import dev.sluice.gateway.upstream.PendingCall;
import dev.sluice.gateway.upstream.UpstreamCall;
import dev.sluice.gateway.upstream.UpstreamCall.Expect;
import dev.sluice.gateway.upstream.UpstreamFailure;
import dev.sluice.gateway.upstream.UpstreamResponse;
import dev.sluice.server.net.Transport;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.handler.ssl.SslContext;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;

/// A client with one event loop, and calls for it.
final class ClientRig implements AutoCloseable {

  static final Duration LONG = Duration.ofSeconds(20);
  static final Duration SHORT = Duration.ofMillis(80);
  static final TimeoutConfig PATIENT = new TimeoutConfig(LONG, LONG, LONG, LONG);

  private final EventLoopGroup group;
  private final NettyUpstreamClient client;

  ClientRig() throws SSLException {
    this(Transport.best(), ClientSettings.DEFAULT, NettyUpstreamClient.defaultTls());
  }

  ClientRig(Transport transport, ClientSettings settings, SslContext tls) {
    group = transport.newGroup(1, "loop");
    client = new NettyUpstreamClient(transport, settings, tls, System::nanoTime);
  }

  EventLoop loop() {
    return group.next();
  }

  /// A POST of `{}` to the provider, whose base path is `/v1`.
  UpstreamCall call(int port, Expect expect, TimeoutConfig timeouts, Header... headers) {
    return call("http://127.0.0.1:" + port + "/v1", expect, timeouts, headers);
  }

  /// A patient POST of a body of its own.
  UpstreamCall call(int port, String body) {
    return call("http://127.0.0.1:" + port + "/v1", body, Expect.WHOLE, PATIENT);
  }

  /// A patient POST of a body that is read while it is sent.
  UpstreamCall upload(String baseUrl, UpstreamCall.RequestSource body, TimeoutConfig timeouts) {
    return call(baseUrl, body, Expect.RAW, timeouts);
  }

  UpstreamCall call(String baseUrl, Expect expect, TimeoutConfig timeouts, Header... headers) {
    return call(baseUrl, "{}", expect, timeouts, headers);
  }

  private UpstreamCall call(
      String baseUrl, String body, Expect expect, TimeoutConfig timeouts, Header... headers) {
    var bytes = new UpstreamCall.RequestBytes(body.getBytes(StandardCharsets.UTF_8));
    return call(baseUrl, bytes, expect, timeouts, headers);
  }

  private UpstreamCall call(
      String baseUrl,
      UpstreamCall.RequestBody body,
      Expect expect,
      TimeoutConfig timeouts,
      Header... headers) {
    return new UpstreamCall(
        new ProviderConfig("p", URI.create(baseUrl), new Secret("provider-key")),
        "POST",
        "/chat/completions",
        List.of(headers),
        body,
        expect,
        timeouts,
        new EventLoopAffinity(loop()));
  }

  PendingCall start(UpstreamCall call) {
    return client.start(call);
  }

  UpstreamResponse ask(UpstreamCall call) throws Exception {
    return await(client.start(call));
  }

  UpstreamResponse await(PendingCall pending) throws Exception {
    return onVirtualThread(pending::await);
  }

  UpstreamResponse.Whole askWhole(UpstreamCall call) throws Exception {
    return (UpstreamResponse.Whole) ask(call);
  }

  UpstreamResponse.Opened askOpen(UpstreamCall call) throws Exception {
    return (UpstreamResponse.Opened) ask(call);
  }

  UpstreamFailure askFailing(UpstreamCall call) throws Exception {
    return ((UpstreamResponse.Failed) ask(call)).failure();
  }

  static <T> T onVirtualThread(Callable<T> work) throws Exception {
    FutureTask<T> task = new FutureTask<>(work);
    Thread.ofVirtual().start(task);
    return task.get(15, TimeUnit.SECONDS);
  }

  static String text(UpstreamResponse.Whole whole) {
    return new String(whole.body(), StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    client.close();
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }
}
