package dev.sluice.server.e2e;

import dev.sluice.gateway.chat.Json;
import java.math.BigDecimal;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// One answer as a client got it. Immutable.
public final class Reply {

  private final int status;
  private final Map<String, String> headers;
  private final byte[] body;
  private final boolean complete;

  /// @param headers by lower-case name
  /// @param complete whether the body came to its proper end
  public Reply(int status, Map<String, String> headers, byte[] body, boolean complete) {
    this.status = status;
    this.headers = Map.copyOf(headers);
    this.body = body;
    this.complete = complete;
  }

  public static Reply of(HttpResponse<byte[]> response) {
    Map<String, String> headers = new TreeMap<>();
    response
        .headers()
        .map()
        .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.getFirst()));
    return new Reply(response.statusCode(), headers, response.body(), true);
  }

  public int status() {
    return status;
  }

  public boolean isComplete() {
    return complete;
  }

  /// The header's value, empty text where it is absent.
  public String header(String name) {
    return headers.getOrDefault(name, "");
  }

  public Map<String, String> headers() {
    return headers;
  }

  /// The header's value without its parameters.
  public String fact(String name) {
    return header("x-sluice-" + name).split(";", 2)[0];
  }

  public String task() {
    return fact("task");
  }

  public String model() {
    return fact("model");
  }

  public String route() {
    return header("x-sluice-route");
  }

  public String cache() {
    return fact("cache");
  }

  /// `x-sluice-cost-usd`, `-saved-usd` or `-baseline-usd`.
  public BigDecimal usd(String what) {
    return new BigDecimal(header("x-sluice-" + what + "-usd"));
  }

  public byte[] body() {
    return body.clone();
  }

  public String text() {
    return new String(body, StandardCharsets.UTF_8);
  }

  public JsonNode json() {
    return Json.MAPPER.readTree(text());
  }

  /// `error.code`, or `error.type` where there is no code.
  public String error() {
    JsonNode error = json().path("error");
    return error.path("code").asString(error.path("type").asString(""));
  }

  /// The payloads of the body's events; comments are left out.
  public List<String> events() {
    List<String> events = new ArrayList<>();
    for (String block : text().split("\n\n", -1)) {
      List<String> lines =
          Arrays.stream(block.split("\n", -1))
              .filter(line -> !line.startsWith(":") && !line.isEmpty())
              .map(Reply::payload)
              .toList();
      if (!lines.isEmpty()) {
        events.add(String.join("\n", lines));
      }
    }
    return events;
  }

  private static String payload(String line) {
    if (!line.startsWith("data: ")) {
      throw new AssertionError("neither data nor comment: " + line);
    }
    return line.substring("data: ".length());
  }

  public boolean endsWithDone() {
    List<String> events = events();
    return !events.isEmpty() && events.getLast().equals("[DONE]");
  }

  /// The events that are JSON.
  public List<JsonNode> chunks() {
    return events().stream()
        .filter(event -> !event.equals("[DONE]"))
        .<JsonNode>map(event -> Json.MAPPER.readTree(event))
        .toList();
  }

  /// What the model says, streamed or not.
  public String content() {
    if (!header("content-type").startsWith("text/event-stream")) {
      return json().path("choices").path(0).path("message").path("content").asString("");
    }
    StringBuilder said = new StringBuilder();
    for (JsonNode chunk : chunks()) {
      said.append(chunk.path("choices").path(0).path("delta").path("content").asString(""));
    }
    return said.toString();
  }

  /// The `usage` of the last chunk that has one, else null.
  public @Nullable JsonNode usage() {
    return chunks().stream()
        .map(chunk -> chunk.path("usage"))
        .filter(JsonNode::isObject)
        .reduce((a, b) -> b)
        .orElse(null);
  }

  @Override
  public String toString() {
    return status + " " + new TreeMap<>(headers) + "\n" + text();
  }
}
