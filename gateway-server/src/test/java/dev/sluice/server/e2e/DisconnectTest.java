package dev.sluice.server.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.fixtures.Fault;
import dev.sluice.fixtures.RequestMatch;
import dev.sluice.server.net.LeakWatch;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Clients that leave, that do not read, and a gateway that goes away under them.
@ExtendWith(LeakWatch.class)
class DisconnectTest {

  private static final String MODEL = "deepseek-coder";
  private static final Duration NEVER = Duration.ofSeconds(60);

  private GatewayFixture gateway;

  @BeforeEach
  void start() {
    gateway = Setup.shipped().start();
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ",\"stream\":true"})
  void cancelsACallWhoseClientLeavesBeforeTheHead(String more) throws Exception {
    gateway.provider().script(RequestMatch.any(), Fault.delay(NEVER)).times(1);
    try (Wire wire = gateway.wire()) {
      wire.chat(Chats.of(MODEL, Chats.QUESTION, more));
      assertThat(gateway.provider().awaitReceived(1, GatewayFixture.PATIENCE)).isTrue();
    }

    checkCancelled();
  }

  @Test
  void cancelsAnAnswerWhoseClientLeavesInTheMiddle() throws Exception {
    gateway.provider().script(RequestMatch.any(), Fault.stall(40, NEVER)).times(1);
    try (Wire wire = gateway.wire()) {
      wire.chat(Chats.of(MODEL, Chats.QUESTION));
      assertThat(gateway.provider().awaitReceived(1, GatewayFixture.PATIENCE)).isTrue();
    }

    checkCancelled();
  }

  @Test
  void cancelsAStreamWhoseClientLeavesInTheMiddle() throws Exception {
    gateway.provider().script(RequestMatch.any(), Fault.stall(700, NEVER)).times(1);
    try (Wire wire = gateway.wire()) {
      wire.chat(Chats.stream(MODEL, Chats.QUESTION)).readUntil("data: ");
    }

    checkCancelled();
  }

  @ParameterizedTest
  @ValueSource(strings = {"simple_qa", "complex_reasoning"})
  void cancelsABufferedStreamWhoseClientLeaves(String task) throws Exception {
    gateway.provider().script(RequestMatch.any(), Fault.stall(700, NEVER));
    int calls = task.equals("simple_qa") ? 1 : 2;
    try (Wire wire = gateway.wire()) {
      wire.chat(Chats.stream("auto", Chats.QUESTION), "x-sluice-task: " + task);
      assertThat(gateway.provider().awaitReceived(calls, GatewayFixture.PATIENCE)).isTrue();
    }

    assertThat(gateway.provider().awaitCancelled(calls, GatewayFixture.PATIENCE)).isTrue();
    assertThat(gateway.awaitMetric(1, "sluice_requests_total", "outcome", "cancelled")).isTrue();
    assertThat(gateway.metric("sluice_upstream_attempts_total", "outcome", "cancelled"))
        .isEqualTo(calls);
    assertThat(gateway.awaitQuiet()).isTrue();
  }

  private void checkCancelled() throws InterruptedException {
    assertThat(gateway.provider().awaitCancelled(1, GatewayFixture.PATIENCE)).isTrue();
    assertThat(gateway.awaitMetric(1, "sluice_requests_total", "outcome", "cancelled")).isTrue();
    assertThat(gateway.metric("sluice_upstream_attempts_total", "outcome", "cancelled")).isOne();
    assertThat(gateway.metric("sluice_cost_usd_total")).isPositive();
    assertThat(gateway.awaitQuiet()).isTrue();
    assertThat(gateway.chat(Chats.of(MODEL, "Still there?")).status()).isEqualTo(200);
  }

  @Test
  void survivesManyClientsThatComeAndGo() throws Exception {
    gateway.provider().script(RequestMatch.any(), Fault.delay(NEVER)).times(40);
    List<Wire> wires = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      String more = i % 2 == 0 ? "" : ",\"stream\":true";
      wires.add(gateway.wire().chat(Chats.of(i % 3 == 0 ? "auto" : MODEL, "Client " + i, more)));
    }
    assertThat(gateway.provider().awaitReceived(40, GatewayFixture.PATIENCE)).isTrue();

    wires.forEach(Wire::close);

    assertThat(gateway.awaitMetric(40, "sluice_requests_total", "outcome", "cancelled")).isTrue();
    assertThat(gateway.awaitQuiet()).isTrue();
    assertThat(gateway.chat(Chats.of(MODEL, "Still there?")).status()).isEqualTo(200);
  }

  @Test
  void takesACloseAfterTheEndMarkForAGoodEnd() throws Exception {
    try (Wire wire = gateway.wire()) {
      wire.chat(Chats.stream(MODEL, Chats.QUESTION)).readUntil("data: [DONE]\n\n");
    }

    assertThat(gateway.awaitMetric(1, "sluice_requests_total", "outcome", "ok")).isTrue();
    assertThat(gateway.awaitQuiet()).isTrue();
    assertThat(gateway.provider().cancelled()).isZero();
  }

  @Test
  void letsRunningAnswersEndBeforeItStops() throws Exception {
    gateway.provider().script(RequestMatch.any(), Fault.slowDrip(100, Duration.ofMillis(25)));
    List<Wire> wires = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      wires.add(gateway.wire().chat(Chats.stream(MODEL, "Stream " + i)).readHead());
    }
    Wire plain = gateway.wire().chat(Chats.of(MODEL, "Whole"));
    assertThat(gateway.provider().awaitReceived(7, GatewayFixture.PATIENCE)).isTrue();

    CompletableFuture<Void> stopping =
        CompletableFuture.runAsync(() -> gateway.gateway().stop(GatewayFixture.PATIENCE));

    for (Wire wire : wires) {
      Reply reply = wire.read();
      assertThat(reply.isComplete()).isTrue();
      assertThat(reply.endsWithDone()).isTrue();
      assertThat(reply.content()).isEqualTo(Setup.USUAL.content());
      assertThat(wire.isClosed()).isTrue();
      wire.close();
    }
    assertThat(plain.read().content()).isEqualTo(Setup.USUAL.content());
    plain.close();
    stopping.get(20, TimeUnit.SECONDS);
    assertThatThrownBy(() -> gateway.wire()).isInstanceOf(UncheckedIOException.class);
  }

  @Test
  void readsNoFasterThanItsClient() throws Exception {
    String chunk =
        "data: {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"model\":\"deepseek-coder\",\"choices\":"
            + "[{\"index\":0,\"delta\":{\"content\":\""
            + "x".repeat(8_000)
            + "\"},\"finish_reason\":null}]}\n\n";
    String end =
        "data: {\"id\":\"c\",\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n";
    byte[] body = (chunk.repeat(4_000) + end).getBytes(UTF_8);
    gateway.provider().script(RequestMatch.any(), Fault.rawBody(body, "text/event-stream", 65_536));
    try (Wire wire = Wire.slow(gateway.port())) {
      wire.chat(Chats.stream(MODEL, "Much"), "x-sluice-cache: off").readHead();

      assertThat(gateway.provider().awaitIdle(Duration.ofSeconds(1))).isFalse(); // held back

      Reply reply = wire.read();
      assertThat(reply.isComplete()).isTrue();
      assertThat(reply.endsWithDone()).isTrue();
      assertThat(reply.content()).hasSize(8_000 * 4_000);
    }
    assertThat(gateway.awaitQuiet()).isTrue();
  }

  @Test
  void noticesThatAClientLeavesWhileItIsHeldBack() throws Exception {
    String chunk =
        "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"xxxxxxxxxxxxxxxx\"}}]}\n\n";
    byte[] body = chunk.repeat(400_000).getBytes(UTF_8);
    gateway.provider().script(RequestMatch.any(), Fault.rawBody(body, "text/event-stream", 65_536));
    try (Wire wire = Wire.slow(gateway.port())) {
      wire.chat(Chats.stream(MODEL, "Much"), "x-sluice-cache: off").readHead();
      assertThat(gateway.provider().awaitIdle(Duration.ofMillis(500))).isFalse();
    }

    assertThat(gateway.provider().awaitCancelled(1, GatewayFixture.PATIENCE)).isTrue();
    assertThat(gateway.awaitQuiet()).isTrue();
  }
}
