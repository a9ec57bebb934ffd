package dev.sluice.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gateway.exchange.Attempt;
import dev.sluice.gateway.exchange.Exchange;
import dev.sluice.gateway.path.Outcome;
import dev.sluice.gateway.path.Step;
import dev.sluice.gateway.terms.FailureKind;
import dev.sluice.gateway.upstream.UpstreamFailure;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakCheck.class)
class StreamRelayTest {

  private final BlockingQueue<FakeStream> streams = new LinkedBlockingQueue<>();

  @Test
  void passesEventsOnAndEndsAtOnceAfterDone() throws Exception {
    try (Rig rig = forwarding(new TestConfig());
        Wire wire = rig.connect()) {
      FakeStream stream = begin(rig, wire);
      stream.event(Events.FIRST);
      stream.event(Events.TEXT);
      stream.event(Events.FINISH);
      stream.event(Events.USAGE);
      stream.event("[DONE]");

      Wire.Reply reply = wire.read();
      FakeGateway.Seen seen = rig.gateway().nextSeen();

      assertThat(reply.clean()).isTrue();
      assertThat(reply.header("x-sluice-model")).isEqualTo("vendor/small");
      assertThat(reply.headers()).doesNotContainKey("x-sluice-cost-usd");
      assertThat(reply.body())
          .startsWith("data: " + Events.FIRST + "\n\ndata: " + Events.TEXT + "\n\ndata: ")
          .contains("\"total_tokens\":12,\"cost\":0.000014000,\"cost_details\":{")
          .endsWith("}\n\ndata: [DONE]\n\n");
      assertThat(attempt(seen).state()).isEqualTo(Attempt.State.SETTLED);
      assertThat(attempt(seen).usage().output()).isEqualTo(2);
      assertThat(seen.exchange().served()).isNotNull();
      assertThat(seen.outcome()).isEqualTo(Outcomes.OK);
      assertThat(seen.closedBefore()).isTrue();
      assertThat(stream.isCancelled()).isFalse();
      assertThat(wire.chat(Wire.chatBody(true))).isNotNull();
      streams.add(new FakeStream(rig.loop()));
    }
  }

  @Test
  void sendsEachEventWithoutWaitingForTheNext() throws Exception {
    try (Rig rig = forwarding(new TestConfig());
        Wire wire = rig.connect()) {
      FakeStream stream = begin(rig, wire);

      stream.event(Events.FIRST);
      wire.readHead();

      assertThat(wire.nextChunk()).isEqualTo("data: " + Events.FIRST + "\n\n");
      stream.event(Events.TEXT);
      assertThat(wire.nextChunk()).isEqualTo("data: " + Events.TEXT + "\n\n");
    }
  }

  @Test
  void addsDoneWhereTheProviderForgotIt() throws Exception {
    try (Rig rig = forwarding(new TestConfig());
        Wire wire = rig.connect()) {
      FakeStream stream = begin(rig, wire);
      stream.event(Events.TEXT);
      stream.event(Events.FINISH);
      stream.end();

      Wire.Reply reply = wire.read();
      FakeGateway.Seen seen = rig.gateway().nextSeen();

      assertThat(reply.clean()).isTrue();
      assertThat(reply.body()).endsWith("data: [DONE]\n\n");
      assertThat(attempt(seen).state()).isEqualTo(Attempt.State.ESTIMATED);
      assertThat(attempt(seen).usage().output()).isEqualTo(2);
    }
  }

  @Test
  void neverEndsCleanlyWithoutAFinishReason() throws Exception {
    assertCut(FakeStream::end, Outcome.Kind.UPSTREAM_ERROR, "upstream_error");
  }

  @Test
  void neverEndsCleanlyWhenTheProviderIsCut() throws Exception {
    assertCut(
        stream -> stream.fail(UpstreamFailure.of(FailureKind.CUT, "reset", true)),
        Outcome.Kind.UPSTREAM_ERROR,
        "upstream_error");
  }

  @Test
  void neverEndsCleanlyWhenTheProviderFallsSilent() throws Exception {
    assertCut(
        stream -> stream.fail(UpstreamFailure.of(FailureKind.IDLE_TIMEOUT, "silent", true)),
        Outcome.Kind.TIMEOUT,
        "upstream_timeout");
  }

  @Test
  void passesAProvidersErrorOnAndNothingAfterIt() throws Exception {
    assertCut(
        stream -> {
          stream.event("{\"error\":{\"message\":\"out of memory\",\"code\":\"boom\"}}");
          stream.event("[DONE]");
          assertThat(stream.isCancelled()).isTrue();
        },
        Outcome.Kind.UPSTREAM_ERROR,
        "boom");
  }

  @Test
  void cancelsTheProviderWhenTheClientLeaves() throws Exception {
    try (Rig rig = forwarding(new TestConfig())) {
      FakeStream stream;
      try (Wire wire = rig.connect()) {
        stream = begin(rig, wire);
        stream.event(Events.TEXT);
        wire.readHead();
      }

      stream.awaitCancel();
      FakeGateway.Seen seen = rig.gateway().nextSeen();

      assertThat(seen.outcome()).isEqualTo(new Outcome(Outcome.Kind.CANCELLED, 200));
      assertThat(attempt(seen).state()).isEqualTo(Attempt.State.ESTIMATED);
      assertThat(attempt(seen).usage().allInput())
          .isEqualTo((Wire.chatBody(true).length() + 3) / 4);
      assertThat(seen.closedBefore()).isTrue();
      assertThat(rig.admission().requests()).isZero();
    }
  }

  @Test
  void readsOnToTheUsageWhereTheModelSaysDrain() throws Exception {
    try (Rig rig = forwarding(new TestConfig().drainOnDisconnect())) {
      FakeStream stream;
      try (Wire wire = rig.connect()) {
        stream = begin(rig, wire);
        stream.event(Events.TEXT);
        wire.readHead();
      }
      awaitNoConnections(rig);
      stream.event(Events.FINISH);
      stream.event(Events.USAGE);
      stream.event("[DONE]");

      FakeGateway.Seen seen = rig.gateway().nextSeen();

      assertThat(stream.isCancelled()).isFalse();
      assertThat(attempt(seen).state()).isEqualTo(Attempt.State.SETTLED);
      assertThat(seen.outcome().kind()).isEqualTo(Outcome.Kind.CANCELLED);
    }
  }

  @Test
  void pausesTheProviderWhileTheClientDoesNotReadAndGoesOnAfterwards() throws Exception {
    try (Rig rig = forwarding(new TestConfig());
        Wire wire = rig.connect()) {
      FakeStream stream = begin(rig, wire);
      String event = Events.text("x".repeat(60_000));
      int sent = 0;
      while (!stream.isPaused() && sent < 2_000) {
        stream.event(event);
        sent++;
      }
      assertThat(stream.isPaused()).isTrue();

      wire.readHead();
      int received = 0;
      while (stream.isPaused()) {
        received += wire.nextChunk().length();
      }
      stream.event(Events.FINISH);
      stream.event("[DONE]");
      for (String chunk = wire.nextChunk(); !chunk.isEmpty(); chunk = wire.nextChunk()) {
        received += chunk.length();
      }

      assertThat(received).isGreaterThan(sent * 60_000);
    }
  }

  @Test
  void cutsAClientThatTakesNothing() throws Exception {
    try (Rig rig = forwarding(new TestConfig().idle(Duration.ofMillis(50)));
        Wire wire = rig.connect()) {
      FakeStream stream = begin(rig, wire);
      String event = Events.text("x".repeat(60_000));
      for (int sent = 0; sent < 2_000 && !stream.isPaused(); sent++) {
        stream.event(event);
      }

      stream.awaitCancel();

      assertThat(rig.gateway().nextSeen().outcome().kind()).isEqualTo(Outcome.Kind.CANCELLED);
    }
  }

  @Test
  void fillsSilenceWithComments() throws Exception {
    var timeouts =
        Timeouts.with(Duration.ofMillis(30), Timeouts.LONG, Timeouts.LONG, Timeouts.LONG);
    try (Rig rig = new Rig(new TestConfig(), this::forward, Rig.NO_PASS_THROUGH, timeouts);
        Wire wire = rig.connect()) {
      FakeStream stream = begin(rig, wire);
      stream.event(Events.TEXT);
      wire.readHead();

      assertThat(wire.nextChunk()).isEqualTo("data: " + Events.TEXT + "\n\n");
      assertThat(wire.nextChunk()).isEqualTo(": keep-alive\n\n");
      assertThat(wire.nextChunk()).isEqualTo(": keep-alive\n\n");
    }
  }

  @Test
  void collectsAStreamForAClientThatWantsJson() throws Exception {
    try (Rig rig = forwarding(new TestConfig());
        Wire wire = rig.connect()) {
      FakeStream stream = new FakeStream(rig.loop());
      streams.add(stream);
      wire.chat(Wire.chatBody(false));
      stream.event(Events.FIRST);
      stream.event(Events.TEXT);
      stream.event(Events.FINISH);
      stream.event(Events.USAGE);
      stream.event("[DONE]");

      Wire.Reply reply = wire.read();

      assertThat(reply.header("content-type")).isEqualTo("application/json");
      assertThat(reply.header("x-sluice-cost-usd")).isEqualTo("0.000014000");
      assertThat(reply.body()).contains("\"chat.completion\"", "Paris");
      assertThat(rig.gateway().nextSeen().closedBefore()).isTrue();
    }
  }

  @Test
  void answersACutStreamWith502WhereJsonWasAsked() throws Exception {
    try (Rig rig = forwarding(new TestConfig());
        Wire wire = rig.connect()) {
      FakeStream stream = new FakeStream(rig.loop());
      streams.add(stream);
      wire.chat(Wire.chatBody(false));
      stream.event(Events.TEXT);
      stream.fail(UpstreamFailure.of(FailureKind.CUT, "reset", true));

      assertThat(wire.read().status()).isEqualTo(502);
      assertThat(rig.gateway().nextSeen().closedBefore()).isTrue();
    }
  }

  private interface Ending {
    void apply(FakeStream stream) throws Exception;
  }

  private void assertCut(Ending ending, Outcome.Kind kind, String code) throws Exception {
    try (Rig rig = forwarding(new TestConfig());
        Wire wire = rig.connect()) {
      FakeStream stream = begin(rig, wire);
      stream.event(Events.TEXT);
      ending.apply(stream);

      Wire.Reply reply = wire.read();
      FakeGateway.Seen seen = rig.gateway().nextSeen();

      assertThat(reply.status()).isEqualTo(200);
      assertThat(reply.clean()).isFalse();
      assertThat(reply.body())
          .startsWith("data: " + Events.TEXT + "\n\ndata: {\"error\":{\"message\":\"")
          .contains("\"code\":\"" + code + "\"")
          .doesNotContain("[DONE]");
      assertThat(attempt(seen).state()).isEqualTo(Attempt.State.ESTIMATED);
      assertThat(seen.exchange().served()).isNull();
      assertThat(seen.outcome()).isEqualTo(new Outcome(kind, 200));
      assertThat(seen.closedBefore()).isTrue();
    }
  }

  private FakeStream begin(Rig rig, Wire wire) throws Exception {
    FakeStream stream = new FakeStream(rig.loop());
    streams.add(stream);
    wire.chat(Wire.chatBody(true));
    return stream;
  }

  private Rig forwarding(TestConfig config) throws Exception {
    return new Rig(config, this::forward);
  }

  private Step.End forward(Exchange x) throws InterruptedException {
    return Rig.forwarded(x, streams.take());
  }

  private static Attempt attempt(FakeGateway.Seen seen) {
    return seen.exchange().attempts().getFirst();
  }

  private static void awaitNoConnections(Rig rig) {
    while (rig.server().connections() > 0) {
      Thread.onSpinWait();
    }
  }
}
