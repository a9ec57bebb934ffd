package dev.sluice.server.evaluate;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Asks a gateway as an application does, over HTTP/1.1, every question afresh. Any thread; waits.
final class ReplayClient implements AutoCloseable {

  private static final JsonMapper JSON = JsonMapper.shared();
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final int TRIES = 3;

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(30))
          .build();
  private final URI chat;
  private final @Nullable String task;

  /// @param gateway where callers connect, without `/v1`
  /// @param task what every request is said to be; null to have it classified
  ReplayClient(String gateway, @Nullable String task) {
    this.chat = URI.create(gateway + "/v1/chat/completions");
    this.task = task;
  }

  /// An answer and what its headers tell.
  record Reply(String requestId, String tier, String task, double overheadMillis, String text) {}

  /// Asks until there is an answer, a few times at most.
  ///
  /// @throws CannotEvaluate when there is none
  Reply ask(Knob knob, String prompt) throws InterruptedException {
    HttpRequest request = request(knob, prompt);
    String told = "";
    for (int i = 0; i < TRIES; i++) {
      try {
        HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
        if (response.statusCode() == 200) {
          return reply(response);
        }
        told = response.statusCode() + " " + response.body();
      } catch (IOException e) {
        told = e.toString();
      }
    }
    throw new CannotEvaluate("The gateway gave no answer: " + told);
  }

  private HttpRequest request(Knob knob, String prompt) {
    ObjectNode body = JSON.createObjectNode().put("model", knob.model());
    body.putArray("messages").addObject().put("role", "user").put("content", prompt);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(chat)
            .timeout(PATIENCE)
            .header("content-type", "application/json")
            .header("authorization", "Bearer replay")
            .header("x-sluice-cache", "off")
            .header("x-sluice-compress", "off")
            .POST(BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body)));
    Double quality = knob.quality();
    if (quality != null) {
      request.header("x-sluice-quality", String.format(Locale.ROOT, "%.6f", quality));
    }
    if (task != null) {
      request.header("x-sluice-task", task);
    }
    return request.build();
  }

  private static Reply reply(HttpResponse<String> response) {
    HttpHeaders headers = response.headers();
    JsonNode body = JSON.readTree(response.body());
    return new Reply(
        header(headers, "x-request-id"),
        header(headers, "x-sluice-tier"),
        header(headers, "x-sluice-task").replaceFirst(";.*", ""),
        Double.parseDouble(header(headers, "x-sluice-overhead-ms")),
        body.at("/choices/0/message/content").asString(""));
  }

  private static String header(HttpHeaders headers, String name) {
    return headers
        .firstValue(name)
        .orElseThrow(() -> new IllegalStateException("an answer without " + name));
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
