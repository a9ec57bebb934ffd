package dev.sluice.server.client;

import static dev.sluice.server.client.ClientRig.LONG;
import static dev.sluice.server.client.ClientRig.PATIENT;
import static dev.sluice.server.client.ClientRig.SHORT;
import static dev.sluice.server.client.ScriptedProvider.chunk;
import static dev.sluice.server.client.ScriptedProvider.eventsHead;
import static dev.sluice.server.client.ScriptedProvider.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gateway.config.TimeoutConfig;
import dev.sluice.gateway.terms.FailureKind;
import dev.sluice.gateway.upstream.PendingCall;
import dev.sluice.gateway.upstream.UpstreamCall.Expect;
import dev.sluice.gateway.upstream.UpstreamFailure;
import dev.sluice.gateway.upstream.UpstreamResponse;
import dev.sluice.server.net.LeakWatch;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakWatch.class)
class UpstreamFailuresTest {

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
  void refusedConnectionsSendNothing() throws Exception {
    int port;
    try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = closed.getLocalPort();
    }

    UpstreamFailure failure = rig.askFailing(rig.call(port, Expect.WHOLE, PATIENT));

    assertThat(failure.kind()).isEqualTo(FailureKind.CONNECT);
    assertThat(failure.sent()).isFalse();
  }

  @Test
  void unknownNamesSendNothing() throws Exception {
    String url = "http://" + "x".repeat(300) + ":9/v1"; // no resolver takes it, nor asks for it

    UpstreamFailure failure = rig.askFailing(rig.call(url, Expect.WHOLE, PATIENT));

    assertThat(failure.kind()).isEqualTo(FailureKind.CONNECT);
    assertThat(failure.sent()).isFalse();
  }

  @Test
  void connectingIsBounded() throws Exception {
    TimeoutConfig shortConnect = new TimeoutConfig(SHORT, LONG, LONG, LONG);
    try (var neverShakesHands = new ScriptedProvider(ScriptedProvider.Wire::stall)) {
      String url = "https://127.0.0.1:" + neverShakesHands.port();

      UpstreamFailure failure = rig.askFailing(rig.call(url, Expect.WHOLE, shortConnect));

      assertThat(failure.kind()).isEqualTo(FailureKind.CONNECT);
      assertThat(failure.sent()).isFalse();
    }
  }

  @Test
  void theFirstByteIsBoundedWhateverKeepsTheCallAlive() throws Exception {
    TimeoutConfig shortFirstByte = new TimeoutConfig(LONG, SHORT.multipliedBy(2), LONG, LONG);
    try (var provider =
        new ScriptedProvider(wire -> {
          wire.readRequest();
          wire.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
          while (true) {
            wire.write(chunk("\n"));
            new CountDownLatch(1).await(10, TimeUnit.MILLISECONDS);
          }
        })) {
      UpstreamFailure failure =
          rig.askFailing(rig.call(provider.port(), Expect.WHOLE, shortFirstByte));

      assertThat(failure.kind()).isEqualTo(FailureKind.FIRST_BYTE_TIMEOUT);
      assertThat(failure.sent()).isTrue();
    }
  }

  @Test
  void silenceInTheMiddleOfAWholeAnswerIsBounded() throws Exception {
    TimeoutConfig shortIdle = new TimeoutConfig(LONG, LONG, SHORT, LONG);
    try (var provider = halfway(wire -> wire.stall())) {
      UpstreamFailure failure = rig.askFailing(rig.call(provider.port(), Expect.WHOLE, shortIdle));

      assertThat(failure.kind()).isEqualTo(FailureKind.IDLE_TIMEOUT);
    }
  }

  @Test
  void theWholeCallIsBounded() throws Exception {
    TimeoutConfig shortTotal = new TimeoutConfig(LONG, LONG, LONG, SHORT);
    try (var provider = halfway(wire -> wire.stall())) {
      UpstreamFailure failure = rig.askFailing(rig.call(provider.port(), Expect.WHOLE, shortTotal));

      assertThat(failure.kind()).isEqualTo(FailureKind.TOTAL_TIMEOUT);
    }
  }

  @Test
  void aCloseBeforeTheHeadIsAReset() throws Exception {
    try (var provider = new ScriptedProvider(ScriptedProvider.Wire::readRequest)) {
      UpstreamFailure failure = rig.askFailing(rig.call(provider.port(), Expect.WHOLE, PATIENT));

      assertThat(failure.kind()).isEqualTo(FailureKind.RESET);
      assertThat(failure.sent()).isTrue();
      assertThat(provider.connections()).isEqualTo(1);
    }
  }

  @Test
  void aCloseWithinTheBodyIsACut() throws Exception {
    try (var closing = halfway(wire -> {});
        var resetting = halfway(wire -> wire.reset())) {
      UpstreamFailure closed = rig.askFailing(rig.call(closing.port(), Expect.WHOLE, PATIENT));
      UpstreamFailure reset = rig.askFailing(rig.call(resetting.port(), Expect.WHOLE, PATIENT));

      assertThat(closed.kind()).isEqualTo(FailureKind.CUT);
      assertThat(reset.kind()).isIn(FailureKind.CUT, FailureKind.RESET);
    }
  }

  @Test
  void aStreamThatIsCutBeforeItsFirstEventFails() throws Exception {
    try (var provider =
        new ScriptedProvider(wire -> {
          wire.readRequest();
          wire.write(eventsHead() + chunk("data: unfini"));
        })) {
      UpstreamFailure failure = rig.askFailing(rig.call(provider.port(), Expect.EVENTS, PATIENT));

      assertThat(failure.kind()).isEqualTo(FailureKind.CUT);
    }
  }

  @Test
  void aPooledConnectionThatWasClosedIsReplacedSilently() throws Exception {
    try (var provider =
        new ScriptedProvider(wire -> {
          wire.readRequest();
          wire.write(json(200, "{\"n\":" + wire.number() + "}"));
          if (wire.number() == 1) {
            wire.readRequest(); // takes the second request and closes without a byte
          } else {
            wire.awaitClientClose();
          }
        })) {
      rig.askWhole(rig.call(provider.port(), Expect.WHOLE, PATIENT));

      var second = rig.ask(rig.call(provider.port(), Expect.RAW, PATIENT));

      assertThat(second).isInstanceOf(UpstreamResponse.Opened.class);
      assertThat(provider.connections()).isEqualTo(2);
    }
  }

  @Test
  void aStaleConnectionIsToldToWhoPaysForTheCall() throws Exception {
    try (var provider =
        new ScriptedProvider(wire -> {
          wire.readRequest();
          wire.write(json(200, "{}"));
          wire.readRequest();
        })) {
      rig.askWhole(rig.call(provider.port(), Expect.WHOLE, PATIENT));

      UpstreamFailure failure = rig.askFailing(rig.call(provider.port(), Expect.WHOLE, PATIENT));

      assertThat(failure.kind()).isEqualTo(FailureKind.STALE);
      assertThat(failure.sent()).isTrue();
      assertThat(provider.connections()).isEqualTo(1);
    }
  }

  @Test
  void aPooledConnectionThatBeganToAnswerIsNotReplaced() throws Exception {
    try (var provider =
        new ScriptedProvider(wire -> {
          wire.readRequest();
          wire.write(json(200, "{}"));
          wire.readRequest();
          wire.write("HTTP/1.1 200");
        })) {
      rig.askWhole(rig.call(provider.port(), Expect.WHOLE, PATIENT));

      UpstreamFailure failure = rig.askFailing(rig.call(provider.port(), Expect.WHOLE, PATIENT));

      assertThat(failure.kind()).isEqualTo(FailureKind.RESET);
      assertThat(provider.connections()).isEqualTo(1);
    }
  }

  @Test
  void theSecondCloseInARowIsAFailure() throws Exception {
    try (var provider =
        new ScriptedProvider(wire -> {
          wire.readRequest();
          if (wire.number() == 1) {
            wire.write(json(200, "{}"));
            wire.readRequest();
          }
        })) {
      rig.askWhole(rig.call(provider.port(), Expect.WHOLE, PATIENT));

      UpstreamFailure failure = rig.askFailing(rig.call(provider.port(), Expect.RAW, PATIENT));

      assertThat(failure.kind()).isEqualTo(FailureKind.RESET);
      assertThat(provider.connections()).isEqualTo(2);
    }
  }

  @Test
  void cancellingClosesTheProviderSide() throws Exception {
    CountDownLatch closed = new CountDownLatch(1);
    try (var provider = waitingForClose(closed)) {
      PendingCall pending = rig.start(rig.call(provider.port(), Expect.WHOLE, PATIENT));
      provider.nextRequest();

      pending.cancel();
      pending.cancel();

      assertThat(closed.await(15, TimeUnit.SECONDS)).isTrue();
      var failed = (UpstreamResponse.Failed) rig.await(pending);
      assertThat(failed.failure().kind()).isEqualTo(FailureKind.CANCELLED);
      assertThat(failed.failure().sent()).isTrue();
    }
  }

  @Test
  void interruptingTheWaitingThreadClosesTheProviderSide() throws Exception {
    CountDownLatch closed = new CountDownLatch(1);
    try (var provider = waitingForClose(closed)) {
      PendingCall pending = rig.start(rig.call(provider.port(), Expect.WHOLE, PATIENT));
      FutureTask<Boolean> wasInterrupted =
          new FutureTask<>(() -> {
            try {
              pending.await();
              return false;
            } catch (InterruptedException e) {
              return true;
            }
          });
      Thread waiting = Thread.ofVirtual().start(wasInterrupted);
      provider.nextRequest();

      waiting.interrupt();

      assertThat(wasInterrupted.get(15, TimeUnit.SECONDS)).isTrue();
      assertThat(closed.await(15, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void aCancelledCallLeavesThePoolAlone() throws Exception {
    try (var provider = ScriptedProvider.answering(json(200, "{}"))) {
      PendingCall first = rig.start(rig.call(provider.port(), Expect.WHOLE, PATIENT));
      rig.await(first);
      first.cancel();

      rig.askWhole(rig.call(provider.port(), Expect.WHOLE, PATIENT));

      assertThat(provider.connections()).isEqualTo(1);
    }
  }

  private static ScriptedProvider halfway(ScriptedProvider.Script then) {
    return new ScriptedProvider(wire -> {
      wire.readRequest();
      wire.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"half\":");
      then.run(wire);
    });
  }

  private static ScriptedProvider waitingForClose(CountDownLatch closed) {
    return new ScriptedProvider(wire -> {
      wire.readRequest();
      wire.awaitClientClose();
      closed.countDown();
    });
  }
}
