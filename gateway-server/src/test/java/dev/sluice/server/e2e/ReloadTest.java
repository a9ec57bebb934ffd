package dev.sluice.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.fixtures.Fault;
import dev.sluice.fixtures.RequestMatch;
import dev.sluice.gateway.config.GatewayConfig;
import dev.sluice.server.net.LeakWatch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Another configuration while requests run.
@ExtendWith(LeakWatch.class)
class ReloadTest {

  private GatewayFixture gateway;

  @BeforeEach
  void start() {
    gateway = Setup.shipped().start();
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  private GatewayConfig coding(String model) {
    String yaml = Setup.shipped().yaml();
    String changed = yaml.replaceFirst("(code_generation:\\s*)\\[[^]]*]", "$1[" + model + "]");
    return gateway.config(changed);
  }

  @Test
  void dropsNothingUnderTraffic() throws Exception {
    AtomicBoolean over = new AtomicBoolean();
    GatewayConfig[] configs = {coding("deepseek-coder"), coding("deepseek-v4-flash")};
    List<Future<List<Reply>>> clients = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      for (int i = 0; i < 4; i++) {
        int client = i;
        clients.add(threads.submit(() -> traffic(client, over)));
      }
      for (int i = 0; i < 60; i++) {
        int seen = i;
        gateway.live().replace(configs[i % 2]);
        assertThat(GatewayFixture.await(() -> gateway.provider().received().size() > seen))
            .isTrue();
      }
      over.set(true);
      for (Future<List<Reply>> client : clients) {
        assertThat(client.get())
            .isNotEmpty()
            .allSatisfy(reply -> {
              assertThat(reply.status()).isEqualTo(200);
              assertThat(reply.model()).isIn("deepseek-coder", "deepseek-v4-flash");
              assertThat(reply.content()).isEqualTo(Setup.USUAL.content());
              assertThat(reply.route()).isEqualTo(reply.model() + ":accept");
            });
      }
    }
    assertThat(gateway.awaitQuiet()).isTrue();
  }

  private List<Reply> traffic(int client, AtomicBoolean over) {
    List<Reply> replies = new ArrayList<>();
    while (!over.get()) {
      String text = "Client " + client + " asks " + replies.size();
      String more = replies.size() % 2 == 0 ? "" : ",\"stream\":true";
      replies.add(gateway.chat(Chats.of("auto", text, more), "x-sluice-task", "code_generation"));
    }
    return replies;
  }

  @Test
  void letsARequestEndUnderTheConfigurationItStartedWith() throws Exception {
    gateway
        .provider()
        .script(
            RequestMatch.model("deepseek-coder"),
            Fault.delay(Duration.ofMillis(300)),
            Fault.status(400));
    try (Wire wire = gateway.wire()) {
      wire.chat(Chats.of("auto", "Before"), "x-sluice-task: code_generation");
      assertThat(gateway.provider().awaitReceived(1, GatewayFixture.PATIENCE)).isTrue();

      gateway.live().replace(coding("deepseek-v4-flash"));
      Reply after = gateway.chat(Chats.of("auto", "After"), "x-sluice-task", "code_generation");
      Reply before = wire.read();

      assertThat(after.route()).isEqualTo("deepseek-v4-flash:accept");
      assertThat(before.route()).isEqualTo("deepseek-coder:error,deepseek-reasoner:accept");
    }
  }

  @Test
  void asksAgainWhereTheNewConfigurationWouldAnswerOtherwise() {
    gateway.chat(Chats.of("auto", "Same"), "x-sluice-task", "code_generation");

    gateway.live().replace(coding("deepseek-v4-flash"));
    Reply after = gateway.chat(Chats.of("auto", "Same"), "x-sluice-task", "code_generation");

    assertThat(after.cache()).isEqualTo("MISS");
    assertThat(after.model()).isEqualTo("deepseek-v4-flash");
  }

  @Test
  void knowsNewKeysAtOnceAndOldOnesNoMore() {
    String keyed = Setup.shipped().yaml() + "keys: [{name: a, key: sk-key-one-1}]\n";
    gateway.live().replace(gateway.config(keyed));
    int without = gateway.chat(Chats.of("auto", "Hi")).status();
    int first = gateway.chat(Chats.of("auto", "Hi"), "api-key", "sk-key-one-1").status();
    gateway.live().replace(gateway.config(keyed.replace("sk-key-one-1", "sk-key-two-2")));

    assertThat(without).isEqualTo(401);
    assertThat(first).isEqualTo(200);
    assertThat(gateway.chat(Chats.of("auto", "Hi"), "api-key", "sk-key-one-1").status())
        .isEqualTo(401);
    assertThat(gateway.chat(Chats.of("auto", "Hi"), "api-key", "sk-key-two-2").status())
        .isEqualTo(200);
  }

  @Test
  void keepsItsListenersAndSaysThatTheyNeedARestart() {
    GatewayConfig other = gateway.config(Setup.shipped().yaml() + "listen: {max_body: 1MB}\n");

    assertThat(gateway.live().replace(gateway.config(Setup.shipped().yaml()))).isFalse();
    assertThat(gateway.live().replace(other)).isTrue();
    assertThat(gateway.chat(Chats.of("auto", "Hi")).status()).isEqualTo(200);
  }
}
