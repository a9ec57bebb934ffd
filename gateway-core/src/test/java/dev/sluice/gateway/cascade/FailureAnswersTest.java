package dev.sluice.gateway.cascade;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gateway.chat.ApiError;
import dev.sluice.gateway.terms.FailureKind;
import dev.sluice.gateway.upstream.UpstreamFailure;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class FailureAnswersTest {

  @ParameterizedTest
  @CsvSource({
    "CONNECT,            502, upstream_error",
    "RESET,              502, upstream_error",
    "CUT,                502, upstream_error",
    "PROTOCOL,           502, upstream_error",
    "SERVER_ERROR,       502, upstream_error",
    "ACCOUNT,            502, upstream_error",
    "FIRST_BYTE_TIMEOUT, 504, upstream_timeout",
    "IDLE_TIMEOUT,       504, upstream_timeout",
    "TOTAL_TIMEOUT,      504, upstream_timeout",
    "RATE_LIMITED,       429, rate_limit_exceeded",
    "OVERLOADED,         503, server_is_overloaded",
    "CIRCUIT_OPEN,       503, server_is_overloaded",
    "NOT_FOUND,          502, upstream_error",
    "REFUSED_BY_BUDGET,  402, budget_exceeded",
  })
  void givesEachFailureItsStatus(FailureKind kind, int status, String code) {
    ApiError error = FailureAnswers.of(UpstreamFailure.of(kind, "sk-secret 10.0.0.1", true));

    assertThat(error.status()).isEqualTo(status);
    assertThat(error.code()).isEqualTo(code);
    assertThat(error.message()).doesNotContain("sk-secret").isNotBlank();
  }

  @ParameterizedTest
  @EnumSource(FailureKind.class)
  void neverShowsOurAccountsErrorBody(FailureKind kind) {
    UpstreamFailure failure =
        failure(kind, 401, "{\"error\":{\"message\":\"key sk-secret is wrong\"}}", null);

    ApiError error = FailureAnswers.of(failure);

    boolean clients = kind == FailureKind.BAD_REQUEST;
    assertThat(error.message().contains("sk-secret")).isEqualTo(clients);
  }

  @Test
  void tellsNobodyToRetryAMoneyCap() {
    ApiError error =
        FailureAnswers.of(UpstreamFailure.of(FailureKind.REFUSED_BY_BUDGET, "", false));

    assertThat(error.shouldRetry()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"0, 1", "1, 1", "5, 5", "8, 8", "120, 8"})
  void keepsWaitsBetweenOneAndEightSeconds(int asked, int told) {
    ApiError error =
        FailureAnswers.of(failure(FailureKind.RATE_LIMITED, 429, "", Duration.ofSeconds(asked)));

    assertThat(error.retryAfter()).isEqualTo(Duration.ofSeconds(told));
  }

  @Test
  void waitsASecondWhereTheProviderDoesNotSay() {
    ApiError error = FailureAnswers.of(UpstreamFailure.of(FailureKind.RATE_LIMITED, "", true));

    assertThat(error.retryAfter()).isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void keepsTheProvidersOwnWordsForAClientError() {
    ApiError error =
        badRequest(
            413,
            """
            {"error":{"message":"too long","type":"invalid_request_error","param":"messages",
            "code":"context_length_exceeded"}}\
            """);

    assertThat(error)
        .isEqualTo(
            ApiError.of(
                413, "too long", "invalid_request_error", "messages", "context_length_exceeded"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"error\":\"no such field\"} | no such field |",
        "{\"detail\":\"bad\"} | bad |",
        "{\"detail\":[{\"loc\":[\"body\",\"n\"],\"msg\":\"too big\"}]} | body.n: too big |",
        "{\"message\":\"numeric\",\"code\":400} | numeric | 400",
        "{\"error\":{\"message\":\"m\",\"code\":40003}} | m | 40003",
        "[{\"error\":{\"message\":\"listed\",\"code\":\"x\"}}] | listed | x",
        "<html>Bad Request</html> | The provider answered with status 400. |",
        "{\"error\":null} | The provider answered with status 400. |",
        "`` | The provider answered with status 400. |",
      })
  void readsErrorsOfEveryShape(String body, String message, @Nullable String code) {
    ApiError error = badRequest(400, body);

    assertThat(error.status()).isEqualTo(400);
    assertThat(error.message()).isEqualTo(message);
    assertThat(error.type()).isEqualTo("invalid_request_error");
    assertThat(error.code()).isEqualTo(code);
  }

  @Test
  void doesNotBlameTheClientWithoutAClientStatus() {
    ApiError error = FailureAnswers.of(UpstreamFailure.of(FailureKind.BAD_REQUEST, "", true));

    assertThat(error.status()).isEqualTo(502);
  }

  private static ApiError badRequest(int status, String body) {
    return FailureAnswers.of(failure(FailureKind.BAD_REQUEST, status, body, null));
  }

  private static UpstreamFailure failure(
      FailureKind kind, int status, String body, @Nullable Duration wait) {
    return new UpstreamFailure(
        kind,
        status,
        "",
        new UpstreamFailure.ErrorText(body.getBytes(StandardCharsets.UTF_8)),
        wait,
        true);
  }
}
