package dev.sluice.server.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.server.e2e.Reply;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// An answer that must be an error in OpenAI's form; compared field by field. Immutable.
final class ErrorAnswer {

  private final Reply reply;
  private final JsonNode error;

  private ErrorAnswer(Reply reply) {
    this.reply = reply;
    this.error = reply.json().path("error");
  }

  /// Checks the form: status, JSON, an id, four keys of which message and type are never null.
  static ErrorAnswer of(Reply reply, int status) {
    assertThat(reply.status()).as(reply.toString()).isEqualTo(status);
    assertThat(reply.isComplete()).as(reply.toString()).isTrue();
    assertThat(reply.header("content-type")).isEqualTo("application/json");
    assertThat(reply.header("x-request-id")).matches("[0-9A-Z]{26}");
    ErrorAnswer answer = new ErrorAnswer(reply);
    assertThat(reply.json().propertyNames()).containsExactly("error");
    assertThat(answer.error.propertyNames())
        .containsExactlyInAnyOrder("message", "type", "param", "code");
    assertThat(answer.error.path("message").asString("")).isNotBlank();
    assertThat(answer.error.path("type").isString()).isTrue();
    assertThat(answer.isStringOrNull("param")).isTrue();
    assertThat(answer.isStringOrNull("code")).isTrue();
    return answer;
  }

  /// A fault of the client's.
  static ErrorAnswer invalid(Reply reply, int status) {
    return of(reply, status).type("invalid_request_error");
  }

  private boolean isStringOrNull(String name) {
    return error.path(name).isString() || error.path(name).isNull();
  }

  ErrorAnswer type(String type) {
    return has("type", type);
  }

  ErrorAnswer param(@Nullable String param) {
    return has("param", param);
  }

  ErrorAnswer code(@Nullable String code) {
    return has("code", code);
  }

  /// How the message begins.
  ErrorAnswer says(String start) {
    assertThat(error.path("message").asString("")).startsWith(start);
    return this;
  }

  ErrorAnswer contains(String text) {
    assertThat(error.path("message").asString("")).contains(text);
    return this;
  }

  /// Nowhere in it, headers included.
  ErrorAnswer hides(String secret) {
    assertThat(reply.toString()).doesNotContain(secret);
    return this;
  }

  /// How long to wait, in both spellings.
  ErrorAnswer waitsMillis(long millis) {
    assertThat(reply.header("retry-after-ms")).isEqualTo(Long.toString(millis));
    assertThat(reply.header("retry-after")).isEqualTo(Long.toString((millis + 999) / 1000));
    return this;
  }

  private ErrorAnswer has(String name, @Nullable String value) {
    String found = error.path(name).isNull() ? null : error.path(name).asString("");
    assertThat(found).as(name + " of " + reply).isEqualTo(value);
    return this;
  }
}
