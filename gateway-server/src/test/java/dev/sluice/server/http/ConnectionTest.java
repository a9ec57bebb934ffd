package dev.sluice.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gateway.path.Outcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakCheck.class)
class ConnectionTest {

  @Test
  void answersPipelinedRequestsInOrderAndOneAtATime() throws Exception {
    AtomicInteger running = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    FakeGateway.Waiting counting =
        x -> {
          most.accumulateAndGet(running.incrementAndGet(), Math::max);
          try {
            return Rig.answer(x);
          } finally {
            running.decrementAndGet();
          }
        };
    try (Rig rig = new Rig(new TestConfig(), counting);
        Wire wire = rig.connect()) {
      StringBuilder burst = new StringBuilder();
      for (int i = 0; i < 40; i++) {
        burst.append(Wire.request("POST", "/v1/chat/completions", Wire.chatBody(i % 2 == 0)));
        burst.append(Wire.request("GET", "/v1/models/missing-" + i, ""));
      }
      wire.send(burst.toString());

      for (int i = 0; i < 40; i++) {
        Wire.Reply chat = wire.read();
        assertThat(chat.status()).isEqualTo(200);
        assertThat(chat.body().startsWith("data: ")).isEqualTo(i % 2 == 0);
        assertThat(wire.read().body()).contains("`missing-" + i + "`");
      }
      assertThat(most).hasValue(1);
    }
  }

  @Test
  void answersALongPipelineThatIsWrittenWhileItIsAnswered() throws Exception {
    Semaphore release = new Semaphore(0);
    FakeGateway.Waiting held =
        x -> {
          release.acquire();
          return Rig.answer(x);
        };
    try (Rig rig = new Rig(new TestConfig(), held);
        Wire wire = rig.connect()) {
      String request = Wire.request("POST", "/v1/chat/completions", Wire.chatBody(false));
      int count = 500;
      Thread writer =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  for (int i = 0; i < count; i++) {
                    wire.send(request);
                  }
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
      release.release(count);

      for (int i = 0; i < count; i++) {
        assertThat(wire.read().status()).isEqualTo(200);
      }
      writer.join();
      for (int i = 0; i < count; i++) {
        rig.gateway().nextSeen();
      }
      assertThat(rig.admission().bytes()).isZero();
    }
  }

  @Test
  void interruptsTheWaitWhenTheClientLeaves() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
    FakeGateway.Waiting waiting =
        x -> {
          begun.countDown();
          try {
            Thread.sleep(Duration.ofMinutes(1));
            return Rig.answer(x);
          } catch (InterruptedException e) {
            interrupted.complete(true);
            throw e;
          }
        };
    try (Rig rig = new Rig(new TestConfig(), waiting)) {
      try (Wire wire = rig.connect()) {
        wire.chat(Wire.chatBody(false));
        begun.await();
      }

      FakeGateway.Seen seen = rig.gateway().nextSeen();

      assertThat(interrupted.get(15, TimeUnit.SECONDS)).isTrue();
      assertThat(seen.outcome()).isEqualTo(new Outcome(Outcome.Kind.CANCELLED, 499));
      assertThat(seen.closedBefore()).isTrue();
      assertThat(rig.admission().requests()).isZero();
      assertThat(rig.admission().bytes()).isZero();
    }
  }

  @Test
  void cancelsAStreamThatOpensAfterTheClientLeft() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    FakeStream[] stream = new FakeStream[1];
    FakeGateway.Waiting deaf =
        x -> {
          begun.countDown();
          try {
            Thread.sleep(Duration.ofMinutes(1));
          } catch (InterruptedException e) {
            return Rig.forwarded(x, stream[0]); // it was already there
          }
          throw new AssertionError("not interrupted");
        };
    try (Rig rig = new Rig(new TestConfig(), deaf)) {
      stream[0] = new FakeStream(rig.loop());
      try (Wire wire = rig.connect()) {
        wire.chat(Wire.chatBody(true));
        begun.await();
      }

      stream[0].awaitCancel();

      assertThat(rig.gateway().nextSeen().closedBefore()).isTrue();
    }
  }

  @Test
  void treatsAHalfCloseAsLeaving() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    FakeGateway.Waiting waiting =
        x -> {
          begun.countDown();
          Thread.sleep(Duration.ofMinutes(1));
          return Rig.answer(x);
        };
    try (Rig rig = new Rig(new TestConfig(), waiting);
        Wire wire = rig.connect()) {
      wire.chat(Wire.chatBody(false));
      begun.await();
      wire.socket().shutdownOutput();

      assertThat(rig.gateway().nextSeen().outcome().kind()).isEqualTo(Outcome.Kind.CANCELLED);
    }
  }

  @Test
  void answers408ToAHeadThatDoesNotComeToItsEnd() throws Exception {
    var timeouts = Timeouts.with(Timeouts.LONG, Timeouts.SHORT, Timeouts.LONG, Timeouts.LONG);
    try (Rig rig = new Rig(new TestConfig(), Rig::answer, Rig.NO_PASS_THROUGH, timeouts);
        Wire wire = rig.connect()) {
      Wire.Reply reply = wire.send("POST /v1/chat/completions HTTP/1.1\r\nHost: a\r\n").read();

      assertThat(reply.status()).isEqualTo(408);
      assertThat(reply.header("connection")).isEqualTo("close");
      WireRulesTest.assertFourKeys(reply);
      assertThat(wire.isClosed()).isTrue();
    }
  }

  @Test
  void answers408ToABodyThatDoesNotComeToItsEnd() throws Exception {
    var timeouts = Timeouts.with(Timeouts.LONG, Timeouts.LONG, Timeouts.SHORT, Timeouts.LONG);
    try (Rig rig = new Rig(new TestConfig(), Rig::answer, Rig.NO_PASS_THROUGH, timeouts);
        Wire wire = rig.connect()) {
      wire.send("POST /v1/chat/completions HTTP/1.1\r\nHost: a\r\nContent-Length: 999\r\n\r\n{");

      Wire.Reply reply = wire.read();

      assertThat(reply.status()).isEqualTo(408);
      WireRulesTest.assertFourKeys(reply);
      assertThat(wire.isClosed()).isTrue();
      assertThat(rig.admission().bytes()).isZero();
    }
  }

  @Test
  void closesConnectionsThatStayIdle() throws Exception {
    var timeouts = Timeouts.with(Timeouts.LONG, Timeouts.LONG, Timeouts.LONG, Timeouts.SHORT);
    try (Rig rig = new Rig(new TestConfig(), Rig::answer, Rig.NO_PASS_THROUGH, timeouts);
        Wire silent = rig.connect();
        Wire served = rig.connect()) {
      served.chat(Wire.chatBody(false)).read();

      assertThat(silent.isClosed()).isTrue();
      assertThat(served.isClosed()).isTrue();
    }
  }

  @Test
  void drainsWithoutDroppingARequest() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    FakeGateway.Waiting slow =
        x -> {
          begun.countDown();
          release.await();
          return Rig.answer(x);
        };
    try (Rig rig = new Rig(new TestConfig(), slow);
        Wire busy = rig.connect();
        Wire idle = rig.connect()) {
      assertThat(idle.get("/health/ready").read().status()).isEqualTo(200);
      busy.chat(Wire.chatBody(false));
      begun.await();
      rig.health().startDraining();
      CompletableFuture<Void> drained =
          CompletableFuture.runAsync(() -> {
            try {
              rig.server().drain(Duration.ofSeconds(30));
            } catch (InterruptedException e) {
              throw new IllegalStateException(e);
            }
          });

      Wire.Reply notReady = idle.get("/health/ready").read();
      while (notReady.header("connection").isEmpty()) {
        notReady = idle.get("/health/ready").read();
      }
      release.countDown();
      Wire.Reply last = busy.read();
      drained.get(15, TimeUnit.SECONDS);

      assertThat(notReady.status()).isEqualTo(503);
      assertThat(last.status()).isEqualTo(200);
      assertThat(last.header("connection")).isEqualTo("close");
      assertThat(busy.isClosed()).isTrue();
      assertThat(rig.server().connections()).isZero();
    }
  }

  @Test
  void cutsAtTheLimitWhatDoesNotEnd() throws Exception {
    FakeStream[] stream = new FakeStream[1];
    try (Rig rig = new Rig(new TestConfig(), x -> Rig.forwarded(x, stream[0]));
        Wire wire = rig.connect()) {
      stream[0] = new FakeStream(rig.loop());
      wire.chat(Wire.chatBody(true));
      stream[0].event(Events.TEXT);

      rig.server().drain(Duration.ofMillis(20));
      Wire.Reply reply = wire.read();

      assertThat(reply.clean()).isFalse();
      assertThat(reply.body()).contains("\"error\":{").doesNotContain("[DONE]");
      assertThat(stream[0].isCancelled()).isTrue();
    }
  }

  @Test
  void answersHealthOnAnyConnectionAndHeadWithoutABody() throws Exception {
    try (Rig rig = Rig.answering();
        Wire wire = rig.connect()) {
      for (String path :
          new String[] {
            "/health/live",
            "/health/ready",
            "/livez",
            "/readyz",
            "/health/liveliness",
            "/health/readiness"
          }) {
        assertThat(wire.get(path).read().body()).isEqualTo("{\"status\":\"ok\"}");
      }
      Wire.Reply head = wire.send(Wire.request("HEAD", "/health/live", "")).read(false);

      assertThat(head.header("content-length")).isEqualTo("15");
      assertThat(wire.get("/livez").read().status()).isEqualTo(200);
      assertThat(rig.gateway().unseen()).isZero();
    }
  }
}
