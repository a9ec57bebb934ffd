package dev.sluice.server.client;

import dev.sluice.gateway.terms.FailureKind;
import dev.sluice.gateway.upstream.PendingCall;
import dev.sluice.gateway.upstream.UpstreamCall;
import dev.sluice.gateway.upstream.UpstreamClient;
import dev.sluice.gateway.upstream.UpstreamFailure;
import dev.sluice.gateway.upstream.UpstreamResponse;
import dev.sluice.server.net.Transport;
import io.netty.channel.EventLoop;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import javax.net.ssl.SSLException;

/// The upstream client on Netty: each call runs on the event loop of the request it serves.
///
/// HTTP/1.1; redirects are not followed; the key of a provider goes to its origin only. Any thread
/// may start a call. Logs nothing: what went wrong is in the failure.
public final class NettyUpstreamClient implements UpstreamClient, AutoCloseable {

  private static final int HELPER_THREADS = 4;

  private final ClientSettings settings;
  private final LongSupplier nanoTime;
  private final ThreadPoolExecutor helpers;
  private final Connector connector;
  private final Map<EventLoop, ConnectionPool> pools = new ConcurrentHashMap<>();

  /// @param transport of the loops that calls name by their [EventLoopAffinity]
  /// @param tls trust for `https` providers; host names are verified whatever it says
  /// @param nanoTime monotonic clock
  public NettyUpstreamClient(
      Transport transport, ClientSettings settings, SslContext tls, LongSupplier nanoTime) {
    this.settings = settings;
    this.nanoTime = nanoTime;
    helpers =
        new ThreadPoolExecutor(
            HELPER_THREADS,
            HELPER_THREADS,
            30,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            new DefaultThreadFactory("upstream-connect", true));
    helpers.allowCoreThreadTimeOut(true);
    connector = new Connector(transport, tls, helpers, settings.maxBodyBytes());
  }

  /// Trust in the JDK's certificate authorities; TLS 1.2 and newer.
  public static SslContext defaultTls() throws SSLException {
    return SslContextBuilder.forClient()
        .sslProvider(SslProvider.JDK)
        .protocols("TLSv1.3", "TLSv1.2")
        .build();
  }

  @Override
  public PendingCall start(UpstreamCall call) {
    EventLoop loop = loopOf(call);
    RequestHead head;
    try {
      head = RequestHead.of(call);
    } catch (IllegalArgumentException e) {
      return new Refused(UpstreamFailure.of(FailureKind.PROTOCOL, text(e), false));
    }
    NettyCall started =
        new NettyCall(call, head, loop, poolOf(loop), connector, settings, nanoTime);
    started.start();
    return started;
  }

  /// Closes idle connections; calls that still run end as they would, and close theirs.
  @Override
  public void close() {
    pools.forEach((loop, pool) -> {
      if (!loop.isShuttingDown()) {
        loop.execute(pool::close);
      }
    });
    helpers.shutdown();
  }

  private static EventLoop loopOf(UpstreamCall call) {
    if (call.affinity() instanceof EventLoopAffinity affinity) {
      return affinity.loop();
    }
    throw new IllegalArgumentException("the call names no event loop");
  }

  private ConnectionPool poolOf(EventLoop loop) {
    ConnectionPool pool = pools.get(loop);
    return pool != null
        ? pool
        : pools.computeIfAbsent(loop, l -> new ConnectionPool(l, settings, nanoTime));
  }

  private static String text(IllegalArgumentException e) {
    return String.valueOf(e.getMessage());
  }

  /// A call that cannot be sent as it is.
  private record Refused(UpstreamFailure failure) implements PendingCall {

    @Override
    public UpstreamResponse await() {
      return new UpstreamResponse.Failed(failure);
    }

    @Override
    public void cancel() {}
  }
}
