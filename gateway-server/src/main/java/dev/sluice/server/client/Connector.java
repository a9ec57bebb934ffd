package dev.sluice.server.client;

import dev.sluice.server.net.Transport;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.FutureListener;
import io.netty.util.concurrent.Promise;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;

/// Opens connections: name, TCP, TLS.
///
/// The JDK's name look-up blocks and TLS handshakes are long computations, so both run on helper
/// threads; everything else on the loop of the call. The addresses of a name are tried in order,
/// each for its share of the time.
final class Connector {

  private final Transport transport;
  private final SslContext tls;
  private final Executor helpers;
  private final int maxBodyBytes;

  Connector(Transport transport, SslContext tls, Executor helpers, int maxBodyBytes) {
    this.transport = transport;
    this.tls = tls;
    this.helpers = helpers;
    this.maxBodyBytes = maxBodyBytes;
  }

  /// A connection ready for its first request. On the loop.
  ///
  /// @param within bound on connecting over all addresses, and on the TLS handshake
  Future<Connection> connect(EventLoop loop, Origin origin, Duration within) {
    Opening opening = new Opening(loop, origin, within);
    byte[] literal = NetUtil.createByteArrayFromIpAddressString(origin.host());
    if (literal != null) {
      opening.attempt(List.of(address(literal)), 0);
    } else {
      lookUpLater(opening);
    }
    return opening.done;
  }

  private void lookUpLater(Opening opening) {
    try {
      helpers.execute(() -> lookUp(opening));
    } catch (RejectedExecutionException e) {
      opening.done.tryFailure(e); // the client is closed
    }
  }

  private static void lookUp(Opening opening) {
    try {
      List<InetAddress> found = List.of(InetAddress.getAllByName(opening.origin.host()));
      opening.loop.execute(() -> opening.attempt(found, 0));
    } catch (UnknownHostException | RejectedExecutionException e) {
      opening.done.tryFailure(e);
    }
  }

  private static InetAddress address(byte[] literal) {
    try {
      return InetAddress.getByAddress(literal);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("not an address", e);
    }
  }

  private static int millis(Duration time) {
    return Math.clamp(time.toMillis(), 1, Integer.MAX_VALUE);
  }

  /// One connection on its way.
  private final class Opening {

    private final EventLoop loop;
    private final Origin origin;
    private final Duration within;
    private final Promise<Connection> done;

    Opening(EventLoop loop, Origin origin, Duration within) {
      this.loop = loop;
      this.origin = origin;
      this.within = within;
      done = loop.newPromise();
    }

    void attempt(List<InetAddress> addresses, int index) {
      new Bootstrap()
          .group(loop)
          .channel(transport.clientChannel())
          .disableResolver()
          .option(ChannelOption.TCP_NODELAY, true)
          .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, millis(within.dividedBy(addresses.size())))
          .handler(initializer())
          .connect(new InetSocketAddress(addresses.get(index), origin.port()))
          .addListener((ChannelFuture connected) -> {
            if (connected.isSuccess()) {
              await(connected.channel());
            } else if (index + 1 < addresses.size()) {
              attempt(addresses, index + 1);
            } else {
              done.tryFailure(connected.cause());
            }
          });
    }

    private ChannelInitializer<Channel> initializer() {
      return new ChannelInitializer<>() {
        @Override
        protected void initChannel(Channel channel) {
          if (origin.tls()) {
            channel.pipeline().addLast(handler(channel));
          }
          Connection.install(channel, origin, maxBodyBytes);
        }
      };
    }

    /// The name of the host is checked whatever context was handed in.
    private SslHandler handler(Channel channel) {
      SslHandler handler = tls.newHandler(channel.alloc(), origin.host(), origin.port(), helpers);
      handler.setHandshakeTimeoutMillis(millis(within));
      SSLEngine engine = handler.engine();
      SSLParameters parameters = engine.getSSLParameters();
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      engine.setSSLParameters(parameters);
      return handler;
    }

    private void await(Channel channel) {
      SslHandler handshake = channel.pipeline().get(SslHandler.class);
      if (handshake == null) {
        succeed(channel);
        return;
      }
      handshake
          .handshakeFuture()
          .addListener(
              (FutureListener<Channel>)
                  shaken -> {
                    if (shaken.isSuccess()) {
                      succeed(channel);
                    } else {
                      channel.close();
                      done.tryFailure(shaken.cause());
                    }
                  });
    }

    private void succeed(Channel channel) {
      done.trySuccess(channel.pipeline().get(Connection.class));
    }
  }
}
