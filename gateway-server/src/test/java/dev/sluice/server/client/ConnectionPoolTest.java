package dev.sluice.server.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ConnectionPoolTest {

  private static final Origin HERE = new Origin(false, "here", 80);
  private static final Duration IDLE = Duration.ofSeconds(30);

  private final AtomicLong now = new AtomicLong();
  private final EmbeddedChannel loopOwner = new EmbeddedChannel();
  private final ConnectionPool pool =
      new ConnectionPool(
          loopOwner.eventLoop(), new ClientSettings(1, 1, 2, IDLE, Duration.ZERO), now::get);

  @Test
  void handsOutTheNewestFirst() {
    EmbeddedChannel older = idle(HERE);
    EmbeddedChannel newer = idle(HERE);

    assertThat(pool.take(HERE)).isSameAs(connection(newer));
    assertThat(pool.take(HERE)).isSameAs(connection(older));
    assertThat(pool.take(HERE)).isNull();
  }

  @Test
  void keepsOriginsApart() {
    idle(HERE);

    assertThat(pool.take(new Origin(true, "here", 80))).isNull();
    assertThat(pool.take(new Origin(false, "here", 81))).isNull();
    assertThat(pool.take(new Origin(false, "there", 80))).isNull();
  }

  @Test
  void closesTheOldestWhenThereIsNoRoom() {
    EmbeddedChannel oldest = idle(HERE);
    EmbeddedChannel second = idle(HERE);
    EmbeddedChannel third = idle(HERE);

    assertThat(oldest.isOpen()).isFalse();
    assertThat(second.isOpen()).isTrue();
    assertThat(third.isOpen()).isTrue();
  }

  @Test
  void closesWhatLayTooLong() {
    EmbeddedChannel old = idle(HERE);
    now.addAndGet(IDLE.toNanos());

    assertThat(pool.take(HERE)).isNull();
    assertThat(old.isOpen()).isFalse();
  }

  @Test
  void sweepsWhatNobodyAsksFor() {
    EmbeddedChannel old = idle(HERE);
    now.addAndGet(IDLE.toNanos() / 2);
    EmbeddedChannel young = idle(HERE);
    now.addAndGet(IDLE.toNanos() / 2);
    loopOwner.freezeTime();
    loopOwner.advanceTimeBy(IDLE.toNanos(), TimeUnit.NANOSECONDS);
    loopOwner.runScheduledPendingTasks();

    assertThat(old.isOpen()).isFalse();
    assertThat(young.isOpen()).isTrue();
  }

  @Test
  void forgetsWhatTheProviderClosed() {
    EmbeddedChannel closed = idle(HERE);
    closed.close();

    assertThat(pool.take(HERE)).isNull();
  }

  @Test
  void closesAConnectionThatSpeaksUnasked() {
    EmbeddedChannel talkative = idle(HERE);
    talkative.writeInbound(
        Unpooled.copiedBuffer(
            "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx", StandardCharsets.US_ASCII));

    assertThat(talkative.isOpen()).isFalse();
    assertThat(pool.take(HERE)).isNull();
  }

  @Test
  void keepsNothingOnceClosed() {
    EmbeddedChannel before = idle(HERE);
    pool.close();
    EmbeddedChannel after = idle(HERE);

    assertThat(before.isOpen()).isFalse();
    assertThat(after.isOpen()).isFalse();
  }

  private EmbeddedChannel idle(Origin origin) {
    EmbeddedChannel channel = new EmbeddedChannel();
    Connection.install(channel, origin, 1 << 20);
    pool.give(connection(channel));
    return channel;
  }

  private static Connection connection(EmbeddedChannel channel) {
    return channel.pipeline().get(Connection.class);
  }
}
