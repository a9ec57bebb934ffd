package dev.sluice.server.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TransportTest {

  static Stream<Transport> transports() {
    return Stream.of(Transport.best(), Transport.nio());
  }

  @ParameterizedTest
  @MethodSource("transports")
  void itsLoopsAndChannelsFitTogether(Transport transport) throws Exception {
    EventLoopGroup loops = transport.newGroup(1, "fit");
    try {
      Channel listener =
          new ServerBootstrap()
              .group(loops)
              .channel(transport.serverChannel())
              .childHandler(new ChannelInboundHandlerAdapter())
              .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
              .sync()
              .channel();

      assertThat(listener.isActive()).isTrue();
      assertThat(loops.submit(() -> Thread.currentThread().getName()).get()).startsWith("fit-");
    } finally {
      loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }
  }
}
