package dev.sluice.server.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.fixtures.Fault;
import dev.sluice.fixtures.RequestMatch;
import dev.sluice.server.e2e.Chats;

/// Request bodies, good and bad, and what must become of them.
final class Bodies {

  static final String GOOD = Chats.of("openai", Chats.QUESTION);

  static final String NO_JSON = "We could not parse the JSON body of your request.";

  /// What a provider answers.
  static final byte[] ANSWER =
      Bytes.of(
          """
          {"id":"c","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,\
          "message":{"role":"assistant","content":"Yes."},"finish_reason":"stop"}],\
          "usage":{"prompt_tokens":1,"completion_tokens":1,"total_tokens":2}}\
          """);

  private Bodies() {}

  /// The good body with further members.
  static String more(String members) {
    return Chats.of("openai", Chats.QUESTION, "," + members);
  }

  /// The body is refused with 400.
  static ErrorAnswer refused(Stand stand, byte[] body) {
    Ask ask = Ask.of("POST", "/v1/chat/completions", body, "content-type", "application/json");
    return ErrorAnswer.invalid(stand.ask(ask), 400);
  }

  static ErrorAnswer refused(Stand stand, String body) {
    return refused(stand, Bytes.of(body));
  }

  /// No provider was asked so far, and the connection takes the next request.
  static void goesOn(Stand stand) {
    assertThat(stand.provider().received()).isEmpty();
    assertThat(stand.chat(GOOD).status()).isEqualTo(200);
    stand.provider().clearReceived();
  }

  /// From now on the provider answers whatever it is asked.
  static void answerAnything(Stand stand) {
    stand.provider().script(RequestMatch.any(), Fault.rawBody(ANSWER, "application/json"));
  }

  /// The body reaches the provider as it is.
  static void forwarded(Stand stand, String body) {
    stand.provider().clearReceived();
    assertThat(stand.chat(body).status()).isEqualTo(200);
    assertThat(stand.upstream().body()).isEqualTo(Bytes.of(body));
  }
}
