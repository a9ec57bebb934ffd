package dev.sluice.server.admin;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.gateway.chat.ApiError;
import dev.sluice.gateway.config.AdminConfig;
import dev.sluice.gateway.config.Secret;
import dev.sluice.server.http.Health;
import dev.sluice.server.http.PlainHandler.Answer;
import dev.sluice.server.http.PlainHandler.Body;
import dev.sluice.server.http.PlainHandler.Request;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What the management listener answers, and to whom.
///
/// Health is open. With a token, everything else needs it; `/metrics` also takes its own. Without
/// one (only on loopback), the request's `Host` must name this machine and its `Origin` must be the
/// same, so that no web page can reach the listener through a browser. Any thread.
final class AdminPages {

  private static final String HTML = "text/html; charset=utf-8";
  private static final String METRICS = "text/plain; version=0.0.4; charset=utf-8";
  private static final String JSON = "application/json";
  private static final String BEARER = "bearer ";

  private static final String HOME =
      """
      <!doctype html>
      <html lang="en">
      <meta charset="utf-8">
      <title>Sluice</title>
      <h1>Sluice</h1>
      <p><a href="/metrics">Metrics</a> · <a href="/health/ready">Health</a></p>
      </html>
      """;

  private final AdminConfig config;
  private final Health health;
  private final Supplier<String> metrics;
  private final @Nullable AdminApi api;

  /// @param api null where there is none
  AdminPages(AdminConfig config, Health health, Supplier<String> metrics, @Nullable AdminApi api) {
    this.config = config;
    this.health = health;
    this.metrics = metrics;
    this.api = api;
  }

  Answer answer(Request request) {
    return switch (request.path()) {
      case "/health/live", "/livez", "/health/liveliness" -> status(200, "ok");
      case "/health/ready", "/readyz", "/health/readiness" ->
          health.isReady() ? status(200, "ok") : status(503, "draining");
      default -> guarded(request);
    };
  }

  private Answer guarded(Request request) {
    Secret metricsToken = request.path().equals("/metrics") ? config.metricsToken() : null;
    if (config.token() != null || metricsToken != null) {
      if (!presents(request, config.token()) && !presents(request, metricsToken)) {
        return unauthorized();
      }
    } else if (!isLocal(request.header().apply("host"))) {
      return Answer.of(error(403, "The Host header must name this machine."));
    } else if (comesFromElsewhere(request)) {
      return Answer.of(error(403, "Pages of other origins may change nothing here."));
    }
    return page(request);
  }

  private Answer page(Request request) {
    if (api != null && request.path().startsWith(AdminApi.ROOT)) {
      return api.answer(request);
    }
    boolean read = request.method().equals("GET") || request.method().equals("HEAD");
    return switch (request.path()) {
      case "/" -> read ? text(HTML, HOME) : wrongMethod(request);
      case "/metrics" -> read ? text(METRICS, metrics.get()) : wrongMethod(request);
      default ->
          Answer.of(error(404, "Invalid URL (" + request.method() + " " + shown(request) + ")"));
    };
  }

  private static boolean presents(Request request, @Nullable Secret token) {
    String header = request.header().apply("authorization");
    if (token == null || header == null || !header.toLowerCase(Locale.ROOT).startsWith(BEARER)) {
      return false;
    }
    return token.matches(header.substring(BEARER.length()).strip());
  }

  private static boolean isLocal(@Nullable String host) {
    if (host == null) {
      return false;
    }
    String name = host.replaceFirst(":\\d+$", "").toLowerCase(Locale.ROOT);
    return name.equals("localhost") || name.equals("[::1]") || name.matches("127(\\.\\d{1,3}){3}");
  }

  /// Whether a browser sends it for a page that is not ours; without a token nothing else tells
  /// such a request from the operator's own.
  private static boolean comesFromElsewhere(Request request) {
    String origin = request.header().apply("origin");
    return origin != null && !origin.equals("http://" + request.header().apply("host"));
  }

  private static Answer unauthorized() {
    Answer answer = Answer.of(error(401, "The admin token is needed as a bearer token."));
    return new Answer(answer.status(), answer.body(), Map.of("www-authenticate", "Bearer"));
  }

  private static Answer wrongMethod(Request request) {
    Answer answer =
        Answer.of(error(405, "Not allowed to " + request.method() + " on " + shown(request) + "."));
    return new Answer(answer.status(), answer.body(), Map.of("allow", "GET, HEAD"));
  }

  private static ApiError error(int status, String message) {
    return ApiError.of(status, message, ApiError.INVALID_REQUEST, null, null);
  }

  private static String shown(Request request) {
    String path = request.path();
    return path.length() <= 200 ? path : path.substring(0, 200) + "…";
  }

  private static Answer text(String type, String text) {
    return Answer.of(200, new Body(type, text.getBytes(UTF_8)));
  }

  private static Answer status(int code, String word) {
    return Answer.of(code, new Body(JSON, ("{\"status\":\"" + word + "\"}").getBytes(UTF_8)));
  }
}
