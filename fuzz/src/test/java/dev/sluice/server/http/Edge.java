package dev.sluice.server.http;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.sluice.gateway.config.LimitConfig;
import dev.sluice.gateway.exchange.Parsed;
import dev.sluice.gateway.exchange.RequestOptionsParser;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.DefaultChannelId;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.local.LocalServerChannel;
import io.netty.util.concurrent.ImmediateEventExecutor;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/// The server's whole pipeline without a socket, and a path behind it that answers at once. What
/// would need another thread is refused, so that a run depends on nothing but its input. Memory is
/// counted, which finds a leak at the input that made it, where Netty's detector waits for luck.
final class Edge {

  /// By its parent HTTP/2 knows that a connection is a server's.
  private static final Channel LISTENER = new LocalServerChannel();

  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private final EdgeGateway gateway = new EdgeGateway();
  private final Admission admission = new Admission(() -> new LimitConfig(0, 1 << 20));
  private final DataPlane plane =
      new DataPlane(
          gateway,
          request -> {
            throw new AssertionError("nothing is sent on");
          },
          Edge::options,
          new Ulid(InstantSource.system(), new Random(1)),
          admission,
          new Health(),
          () -> 0,
          ServerTimeouts.DEFAULT,
          Path.of(System.getProperty("java.io.tmpdir")));

  Edge() {
    log.start();
    ((Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME)).addAppender(log);
  }

  private static OptionsParser.Parsed options(
      Function<String, @Nullable String> header, @Nullable String json) {
    return switch (RequestOptionsParser.parse(header, json)) {
      case Parsed.Ok ok -> new OptionsParser.Parsed.Ok(ok.options());
      case Parsed.Refused refused -> new OptionsParser.Parsed.Refused(refused.error());
    };
  }

  static void check(boolean holds, String what) {
    if (!holds) {
      throw new AssertionError(what);
    }
  }

  /// What a client is told that sends these pieces and then waits for a long time.
  List<String> talk(List<byte[]> pieces) {
    Witness witness = new Witness();
    ChannelInitializer<Channel> last =
        new ChannelInitializer<>() {
          @Override
          protected void initChannel(Channel channel) {
            channel.pipeline().addLast(witness, new RequestHandler(plane));
          }
        };
    byte[] answers = send(pieces, pipeline(() -> last), witness::checkNothingIsOwed);
    return Answers.of(answers, witness.methods());
  }

  /// The same over HTTP/2, whose answers nobody reads.
  void talkHttp2(List<byte[]> pieces) {
    send(pieces, pipeline(() -> new RequestHandler(plane)), () -> {});
  }

  private byte[] send(
      List<byte[]> pieces, ChannelInitializer<Channel> pipeline, Runnable afterwards) {
    UnpooledByteBufAllocator memory = new UnpooledByteBufAllocator(false);
    EmbeddedChannel channel =
        new EmbeddedChannel(LISTENER, DefaultChannelId.newInstance(), true, false);
    channel.config().setAllocator(memory);
    channel.pipeline().addLast(pipeline);
    channel.freezeTime();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] piece : pieces) {
      if (channel.isActive()) {
        channel.writeInbound(memory.buffer(piece.length).writeBytes(piece));
        drain(channel, out);
      }
    }
    afterwards.run();
    for (int i = 0; i < 20 && channel.isActive(); i++) {
      channel.advanceTimeBy(20, TimeUnit.SECONDS);
      channel.runPendingTasks();
      drain(channel, out);
    }
    check(!channel.isActive(), "a silent connection stays open");
    channel.finishAndReleaseAll();
    channel.checkException();
    check(memory.metric().usedHeapMemory() + memory.metric().usedDirectMemory() == 0, "a leak");
    check(admission.bytes() == 0 && admission.requests() == 0, "room is not given back");
    check(gateway.opened() == gateway.observed(), "an exchange is not observed");
    check(log.list.isEmpty(), "logged: " + log.list);
    return out.toByteArray();
  }

  private ServerPipeline pipeline(Supplier<ChannelHandler> last) {
    return new ServerPipeline(
        new DefaultChannelGroup(ImmediateEventExecutor.INSTANCE),
        null,
        plane.timeouts(),
        () -> Duration.ofSeconds(30),
        () -> false,
        last);
  }

  private static void drain(EmbeddedChannel channel, ByteArrayOutputStream out) {
    for (ByteBuf bytes = channel.readOutbound(); bytes != null; bytes = channel.readOutbound()) {
      byte[] copy = new byte[bytes.readableBytes()];
      bytes.readBytes(copy);
      bytes.release();
      out.writeBytes(copy);
    }
  }
}
