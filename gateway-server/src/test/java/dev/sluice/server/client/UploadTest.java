package dev.sluice.server.client;

import static dev.sluice.server.client.ClientRig.PATIENT;
import static dev.sluice.server.client.ScriptedProvider.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gateway.config.TimeoutConfig;
import dev.sluice.gateway.terms.FailureKind;
import dev.sluice.gateway.upstream.UpstreamCall.Expect;
import dev.sluice.gateway.upstream.UpstreamCall.RequestSource;
import dev.sluice.gateway.upstream.UpstreamFailure;
import dev.sluice.gateway.upstream.UpstreamResponse;
import dev.sluice.server.net.LeakWatch;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/// Bodies that are read while they are sent.
@ExtendWith(LeakWatch.class)
@Timeout(60)
class UploadTest {

  private static final int LENGTH = (5 << 20) + 321;
  private static final long ENDLESS = 1L << 50;

  private ClientRig rig;

  @BeforeEach
  void open() throws Exception {
    rig = new ClientRig();
  }

  @AfterEach
  void close() {
    rig.close();
  }

  @Test
  void sendsALongBodyWithItsLengthAndKeepsTheConnection() throws Exception {
    Source source = new Source(LENGTH);
    CompletableFuture<byte[]> received = new CompletableFuture<>();
    try (var provider =
        new ScriptedProvider(wire -> {
          while (wire.readRequest()) {
            received.complete(wire.lastBytes());
            wire.write(json(400, "{}"));
          }
        })) {
      var first = rig.ask(rig.upload(url(provider), source, PATIENT));
      rig.ask(rig.upload(url(provider), new Source(1000), PATIENT));
      rig.ask(rig.call(provider.port(), Expect.WHOLE, PATIENT));

      assertThat(first).isInstanceOf(UpstreamResponse.Whole.class);
      assertThat(provider.nextRequest()).containsIgnoringCase("content-length: " + LENGTH + "\r\n");
      assertThat(received.get()).isEqualTo(source.bytes());
      assertThat(provider.connections()).isEqualTo(1);
      source.awaitClosed(1);
    }
  }

  @Test
  void sendsItAgainFromItsStartWhereTheConnectionWasStale() throws Exception {
    Source source = new Source(LENGTH);
    CompletableFuture<byte[]> received = new CompletableFuture<>();
    try (var provider =
        new ScriptedProvider(wire -> {
          if (wire.number() == 1) {
            wire.readRequest();
            wire.write(json(200, "{}"));
            wire.readHead();
            wire.readBody(1000);
            wire.reset();
          } else if (wire.readRequest()) {
            received.complete(wire.lastBytes());
            wire.write(json(400, "{}"));
          }
        })) {
      rig.ask(rig.call(provider.port(), Expect.WHOLE, PATIENT));
      var answer = rig.ask(rig.upload(url(provider), source, PATIENT));

      assertThat(answer).isInstanceOf(UpstreamResponse.Whole.class);
      assertThat(received.get()).isEqualTo(source.bytes());
      source.awaitClosed(2);
    }
  }

  @Test
  void hearsWhatAProviderSaysThatReadsNoFurther() throws Exception {
    Source source = new Source(ENDLESS);
    try (var provider =
        new ScriptedProvider(wire -> {
          wire.readHead();
          wire.readBody(100_000);
          wire.write(json(413, "{\"error\":\"long\"}"));
        })) {
      var answer = (UpstreamResponse.Whole) rig.ask(rig.upload(url(provider), source, PATIENT));

      assertThat(answer.head().status()).isEqualTo(413);
      assertThat(ClientRig.text(answer)).contains("long");
      source.awaitClosed(1);
    }
  }

  @Test
  void doesNotKeepAConnectionWhoseRequestWasNotSentWhole() throws Exception {
    Source source = new Source(ENDLESS);
    try (var provider =
        new ScriptedProvider(wire -> {
          wire.readHead();
          wire.write(json(401, "{}"));
          wire.awaitClientClose();
        })) {
      rig.ask(rig.upload(url(provider), source, PATIENT));
      rig.ask(rig.upload(url(provider), new Source(ENDLESS), PATIENT));

      assertThat(provider.connections()).isEqualTo(2);
      source.awaitClosed(1);
    }
  }

  @Test
  void failsWhereTheConnectionBreaksBeforeAnAnswer() throws Exception {
    Source source = new Source(ENDLESS);
    try (var provider =
        new ScriptedProvider(wire -> {
          wire.readHead();
          wire.readBody(100_000);
          wire.reset();
        })) {
      UpstreamFailure failure = rig.askFailing(rig.upload(url(provider), source, PATIENT));

      assertThat(failure.kind()).isEqualTo(FailureKind.RESET);
      assertThat(failure.sent()).isTrue();
      source.awaitClosed(1);
    }
  }

  @Test
  void failsWhereTheBodyCannotBeRead() throws Exception {
    Source broken = new Source(ENDLESS).brokenAt(300_000);
    Source tooShort = new Source(1000).announcing(2000);
    var left = new CountDownLatch(2);
    try (var provider =
        new ScriptedProvider(wire -> {
          wire.readHead();
          wire.awaitClientClose();
          left.countDown();
        })) {
      UpstreamFailure first = rig.askFailing(rig.upload(url(provider), broken, PATIENT));
      UpstreamFailure second = rig.askFailing(rig.upload(url(provider), tooShort, PATIENT));

      assertThat(first.kind()).isEqualTo(FailureKind.CANCELLED);
      assertThat(second.kind()).isEqualTo(FailureKind.CANCELLED);
      assertThat(left.await(15, TimeUnit.SECONDS)).isTrue();
      broken.awaitClosed(1);
      tooShort.awaitClosed(1);
    }
  }

  @Test
  void stopsReadingWhenItIsGivenUp() throws Exception {
    Source source = new Source(ENDLESS);
    var began = new CountDownLatch(1);
    var left = new CountDownLatch(1);
    try (var provider =
        new ScriptedProvider(wire -> {
          wire.readHead();
          began.countDown();
          wire.awaitClientClose();
          left.countDown();
        })) {
      var pending = rig.start(rig.upload(url(provider), source, PATIENT));
      assertThat(began.await(15, TimeUnit.SECONDS)).isTrue();
      pending.cancel();

      assertThat(left.await(15, TimeUnit.SECONDS)).isTrue();
      source.awaitClosed(1);
    }
  }

  @Test
  void boundsTheSilenceAfterTheLastPieceNotTheSending() throws Exception {
    Source stuck = new Source(ENDLESS);
    try (var provider =
        new ScriptedProvider(wire -> {
          wire.readHead();
          wire.stall();
        })) {
      var impatient =
          new TimeoutConfig(ClientRig.LONG, ClientRig.SHORT, ClientRig.LONG, ClientRig.LONG);
      UpstreamFailure failure = rig.askFailing(rig.upload(url(provider), stuck, impatient));

      assertThat(failure.kind()).isEqualTo(FailureKind.FIRST_BYTE_TIMEOUT);
      assertThat(stuck.read()).isPositive().isLessThan(64 << 20);
      stuck.awaitClosed(1);
    }
  }

  private static String url(ScriptedProvider provider) {
    return "http://127.0.0.1:" + provider.port() + "/v1";
  }

  /// Noise, or an endless nothing.
  private static final class Source implements RequestSource {

    private final long length;
    private long announced;
    private long brokenAt = Long.MAX_VALUE;
    private final AtomicLong read = new AtomicLong();
    private final AtomicInteger closed = new AtomicInteger();

    Source(long length) {
      this.length = length;
      this.announced = length;
    }

    Source announcing(long other) {
      announced = other;
      return this;
    }

    Source brokenAt(long position) {
      brokenAt = position;
      return this;
    }

    byte[] bytes() {
      byte[] bytes = new byte[(int) length];
      new Random(length).nextBytes(bytes);
      return bytes;
    }

    long read() {
      return read.get();
    }

    void awaitClosed(int times) {
      while (closed.get() < times) {
        Thread.onSpinWait();
      }
    }

    @Override
    public long length() {
      return announced;
    }

    @Override
    public InputStream open() {
      InputStream in =
          length == ENDLESS ? InputStream.nullInputStream() : new ByteArrayInputStream(bytes());
      return new InputStream() {
        @Override
        public int read() throws IOException {
          throw new UnsupportedOperationException("byte by byte");
        }

        @Override
        public int read(byte[] into, int offset, int count) throws IOException {
          int more = length == ENDLESS ? count : in.read(into, offset, count);
          if (read.addAndGet(Math.max(0, more)) > brokenAt) {
            throw new IOException("the disk");
          }
          return more;
        }

        @Override
        public void close() {
          closed.incrementAndGet();
        }
      };
    }
  }
}
