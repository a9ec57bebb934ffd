package dev.sluice.server.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.fixtures.Fault;
import dev.sluice.fixtures.RequestMatch;
import dev.sluice.gateway.config.TimeoutConfig;
import dev.sluice.server.e2e.Chats;
import dev.sluice.server.e2e.Reply;
import dev.sluice.server.e2e.Setup;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;

/// What a client is told when nobody answers, or nobody may.
class OutagesTest extends CheckTable {

  @Override
  protected List<Check> checks() {
    return List.of(
        Check.of("E30", "a refused connection is 502", OutagesTest::refused),
        Check.of("E30", "silence is 504", OutagesTest::silence),
        Check.of("E31", "no place is 503 at once, the connection stays", OutagesTest::noPlace),
        Check.of("E31", "no room for a body is 503 at once", OutagesTest::noRoom),
        Check.of("E32", "the money cap is 402, not to be tried again", OutagesTest::moneyCap),
        Check.of("E33", "a provider's limits are not told as ours", OutagesTest::limits),
        Check.of("T01", "a silent provider is 504 after first_byte", OutagesTest::silence));
  }

  private static void refused(Stand stand) throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    stand.start(
        Stand.setup()
            .with(
                "models:\n",
                "  gone: {base_url: \"${GONE}\", api_key: sk-gone}\nmodels:\n  lost: {provider: gone, tier: budget, price: {input: 1, output: 1}}\n")
            .withVariable("GONE", "http://127.0.0.1:" + port + "/v1"));

    for (String chat : List.of(Chats.of("lost", "x"), Chats.stream("lost", "x"))) {
      ErrorAnswer.of(stand.chat(chat), 502).type("server_error").code("upstream_error");
    }
  }

  private static void silence(Stand stand) {
    stand.start(
        Stand.setup()
            .with("cache: {exact: off}\n", "cache: {exact: off}\ntimeouts: {first_byte: 200ms}\n"));
    stand.provider().script(RequestMatch.any(), Fault.delay(Duration.ofSeconds(60)));

    for (String chat : List.of(Chats.of("openai", "x"), Chats.stream("openai", "x"))) {
      ErrorAnswer.of(stand.chat(chat), 504)
          .type("server_error")
          .param(null)
          .code("upstream_timeout");
    }
    assertThat(TimeoutConfig.DEFAULT.firstByte()).isEqualTo(Duration.ofMinutes(2));
  }

  private static Setup withLimits(String limits) {
    return Stand.setup()
        .with("cache: {exact: off}\n", "cache: {exact: off}\nlimits: " + limits + "\n");
  }

  private static void noPlace(Stand stand) throws InterruptedException {
    stand.start(withLimits("{concurrent: 1}"));
    stand
        .provider()
        .script(RequestMatch.bodyContains("first"), Fault.delay(Duration.ofSeconds(60)));
    Turn first = stand.connect().send(Ask.chat(Chats.of("openai", "first")));
    assertThat(stand.provider().awaitReceived(1, Duration.ofSeconds(20))).isTrue();

    for (Ask ask :
        List.of(
            Ask.chat(Chats.of("openai", "second")),
            Ask.chat(Chats.stream("openai", "second")),
            Ask.post("/v1/moderations", "{\"input\":\"x\"}"))) {
      ErrorAnswer.of(stand.ask(ask), 503)
          .type("service_unavailable_error")
          .code("server_is_overloaded")
          .waitsMillis(1_000);
    }
    assertThat(stand.ask(Ask.get("/v1/models")).status()).isEqualTo(200); // the same connection
    first.abort();
    assertThat(stand.gateway().awaitQuiet()).isTrue();
    assertThat(stand.ask(Callers.good()).status()).isEqualTo(200);
  }

  private static void noRoom(Stand stand) {
    stand.start(withLimits("{buffered_bytes: 32KB}"));

    ErrorAnswer.of(stand.chat(Chats.of("openai", "x".repeat(40_000))), 503)
        .code("server_is_overloaded")
        .waitsMillis(1_000);
    assertThat(stand.ask(Callers.good()).status()).isEqualTo(200);
  }

  private static void moneyCap(Stand stand) {
    Reply reply =
        stand.chat(
            Chats.of("auto", "x", ",\"max_tokens\":100"), "x-sluice-max-cost-usd", "0.0000000001");

    ErrorAnswer.of(reply, 402).type("insufficient_quota").code("budget_exceeded");
    assertThat(reply.header("x-should-retry")).isEqualTo("false");
    assertThat(stand.provider().received()).isEmpty();
  }

  private static void limits(Stand stand) {
    stand
        .provider()
        .script(
            RequestMatch.any(),
            Fault.status(429)
                .withHeader("x-ratelimit-remaining-requests", "0")
                .withHeader("retry-after", "2"));

    Reply reply = stand.chat(Chats.of("openai", "x"));

    ErrorAnswer.of(reply, 429).waitsMillis(2_000);
    assertThat(reply.headers().keySet()).noneMatch(name -> name.startsWith("x-ratelimit"));
  }
}
