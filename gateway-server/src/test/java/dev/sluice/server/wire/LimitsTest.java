package dev.sluice.server.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.server.e2e.Chats;
import dev.sluice.server.e2e.Reply;
import java.util.List;

/// What callers are told who ask too often, for too much, or without money.
class LimitsTest extends CheckTable {

  private static final String KEY = "sk-limits-canary-0123456789abcdef";

  @Override
  protected List<Check> checks() {
    return List.of(
        Check.of("E32", "a spent budget is 429 and not to be tried again", LimitsTest::spent),
        Check.of("E32", "a worst case beyond the budget is 429, unsent", LimitsTest::beyond),
        Check.of("E33", "requests of the minute are 429 with the true wait", LimitsTest::requests),
        Check.of("E33", "tokens of the minute are 429 with the true wait", LimitsTest::tokens),
        Check.of("E33", "what never fits is 429 without a wait", LimitsTest::tooLarge),
        Check.of("E33", "answers and stream heads tell the limits", LimitsTest::told));
  }

  private static void start(Stand stand, String limits) {
    stand.start(
        Stand.setup()
            .with(
                "cache: {exact: off}\n",
                "cache: {exact: off}\nkeys: [{name: k, key: %s, %s}]\n".formatted(KEY, limits)));
  }

  private static Reply ask(Stand stand, String body) {
    return stand.ask(Callers.as(KEY, Ask.chat(body)));
  }

  private static void spent(Stand stand) {
    start(stand, "budget_usd: {total: 0}");

    for (String body :
        List.of(Chats.of("openai", Chats.QUESTION), Chats.stream("openai", Chats.QUESTION))) {
      Reply reply = ask(stand, body);
      ErrorAnswer.of(reply, 429).type("insufficient_quota").param(null).code("insufficient_quota");
      assertThat(reply.header("x-should-retry")).isEqualTo("false");
      assertThat(reply.header("retry-after")).isEmpty();
    }
    assertThat(stand.provider().received()).isEmpty();
  }

  private static void beyond(Stand stand) {
    start(stand, "budget_usd: {day: 0.000000001}"); // needs a priced model `openai`

    ErrorAnswer.of(ask(stand, Chats.of("openai", Chats.QUESTION)), 429).code("insufficient_quota");
    assertThat(stand.provider().received()).isEmpty();
  }

  private static void requests(Stand stand) {
    start(stand, "rpm: 2");
    ask(stand, Chats.of("openai", Chats.QUESTION));
    ask(stand, Chats.of("openai", Chats.QUESTION));

    Reply reply = ask(stand, Chats.of("openai", Chats.QUESTION));

    ErrorAnswer.of(reply, 429).type("requests").param(null).code("rate_limit_exceeded");
    assertThat(Integer.parseInt(reply.header("retry-after"))).isBetween(1, 30);
    assertThat(reply.header("x-ratelimit-limit-requests")).isEqualTo("2");
    assertThat(reply.header("x-ratelimit-remaining-requests")).isEqualTo("0");
    assertThat(reply.header("x-ratelimit-reset-requests")).matches("1m0s|\\d+(\\.\\d+)?s");
  }

  private static void tokens(Stand stand) {
    start(stand, "tpm: 1000");
    ask(stand, Chats.of("openai", "x ".repeat(1200), ",\"max_tokens\":100"));

    Reply reply = ask(stand, Chats.of("openai", Chats.QUESTION, ",\"max_tokens\":900"));

    ErrorAnswer.of(reply, 429).type("tokens").code("rate_limit_exceeded");
    assertThat(Integer.parseInt(reply.header("retry-after"))).isBetween(1, 60);
  }

  private static void tooLarge(Stand stand) {
    start(stand, "tpm: 1000");

    Reply reply = ask(stand, Chats.of("openai", Chats.QUESTION, ",\"max_tokens\":2000"));

    ErrorAnswer.of(reply, 429).type("tokens").code("rate_limit_exceeded");
    assertThat(reply.header("x-should-retry")).isEqualTo("false");
    assertThat(reply.header("retry-after")).isEmpty();
  }

  private static void told(Stand stand) {
    start(stand, "rpm: 60, tpm: 100000");

    for (String body :
        List.of(Chats.of("openai", Chats.QUESTION), Chats.stream("openai", Chats.QUESTION))) {
      Reply reply = ask(stand, body);
      assertThat(reply.status()).isEqualTo(200);
      assertThat(reply.header("x-ratelimit-limit-requests")).isEqualTo("60");
      assertThat(reply.header("x-ratelimit-limit-tokens")).isEqualTo("100000");
      assertThat(reply.header("x-ratelimit-reset-tokens"))
          .matches("0s|\\d+ms|(\\d+m)?\\d+(\\.\\d+)?s");
    }
  }
}
