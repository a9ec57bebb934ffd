import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.sluice.fixtures.CannedAnswer;
import dev.sluice.fixtures.Fault;
import dev.sluice.fixtures.PromptView;
import dev.sluice.fixtures.RequestMatch;
import dev.sluice.fixtures.SampleModels;
import dev.sluice.fixtures.Settings;
import dev.sluice.fixtures.SimulatedProvider;
import dev.sluice.fixtures.TokenCounts;
import dev.sluice.fixtures.ToolCall;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The provider of the compatibility suite. A prompt says how it is to be answered:
/// `[compat:SCENARIO:RUN]`, where RUN is another word in each run of a scenario.
///
/// Prints its base URL and that of its controls, then serves until the process ends. Controls:
/// `GET /requests?run=RUN` how many requests of that run came, `GET /cancelled` how many answers
/// the gateway did not wait for, `GET /cancelled?above=N` the same once there are more, ten seconds
/// at most.
final class CompatProvider {
  private static final Pattern MARKER = Pattern.compile("\\[compat:(\\w+):(\\w+)]");
  private static final int EVENTS = 500;

  /// Tries that the gateway gives a provider before it tells its caller.
  private static final int GATEWAY_TRIES = 2;

  private final JsonNode book;
  private final Map<String, Integer> failed = new ConcurrentHashMap<>();
  private final SimulatedProvider provider;

  private CompatProvider(JsonNode book) {
    this.book = book;
    provider =
        SimulatedProvider.start(
            Settings.defaults()
                .withModels(SampleModels.instant())
                .withMaxRecorded(10_000)
                .withAnswers((model, prompt) -> answer(prompt)));
    provider.script(
        request -> isFailing(request.bodyText(), "rate_limited", 1),
        Fault.status(429).withHeader("retry-after", "1"));
    provider.script(
        request -> isFailing(request.bodyText(), "server_error", GATEWAY_TRIES), Fault.status(500));
    Fault slowly = Fault.slowDrip(300, Duration.ofMillis(30));
    provider.script(RequestMatch.bodyContains("[compat:cut:"), Fault.cutAt(2_000), slowly);
    provider.script(RequestMatch.bodyContains("[compat:cancel:"), slowly);
  }

  /// @param args the file with the scenarios
  public static void main(String[] args) throws Exception {
    CompatProvider self = new CompatProvider(JsonMapper.shared().readTree(Path.of(args[0])));
    HttpServer controls =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    controls.createContext("/", self::control);
    controls.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    controls.start();
    System.out.println("provider " + self.provider.baseUrl());
    System.out.println("controls http://127.0.0.1:" + controls.getAddress().getPort());
    Thread.currentThread().join();
  }

  private boolean isFailing(String body, String scenario, int times) {
    Matcher marker = MARKER.matcher(body);
    return marker.find()
        && marker.group(1).equals(scenario)
        && failed.merge(marker.group(2), 1, Integer::sum) <= times;
  }

  private Optional<CannedAnswer> answer(PromptView prompt) {
    Matcher marker = MARKER.matcher(prompt.lastUserText());
    if (!marker.find()) {
      return Optional.empty();
    }
    JsonNode usage = book.path("usage");
    CannedAnswer said = said(marker.group(1), prompt);
    long thought = said.reasoning().isEmpty() ? 0 : usage.path("reasoning").asLong();
    return Optional.of(
        said.withUsage(
            new TokenCounts(
                usage.path("prompt").asLong(), 0, 0, usage.path("completion").asLong(), thought)));
  }

  private CannedAnswer said(String scenario, PromptView prompt) {
    JsonNode tool = book.path("tool");
    String canned = book.path("answers").path(scenario).asString("");
    return switch (scenario) {
      case "tools", "tools_streamed" ->
          prompt.lastRole().equals("tool")
              ? CannedAnswer.text(tool.path("answer").asString())
              : CannedAnswer.calls(
                  new ToolCall(
                      "call_1", tool.path("name").asString(), tool.path("arguments").toString()));
      case "reasoning" ->
          CannedAnswer.text(canned).withReasoning(book.path("thinking").asString());
      case "cancel" -> CannedAnswer.text(canned.repeat(1_000));
      case "long_stream" ->
          CannedAnswer.text(
              IntStream.rangeClosed(1, EVENTS)
                  .mapToObj(Integer::toString)
                  .collect(Collectors.joining(" ")));
      default -> CannedAnswer.text(canned);
    };
  }

  private void control(HttpExchange exchange) throws IOException {
    try (exchange) {
      String query = Optional.ofNullable(exchange.getRequestURI().getQuery()).orElse("");
      byte[] answer =
          String.valueOf(count(exchange.getRequestURI().getPath(), query)).getBytes(UTF_8);
      exchange.sendResponseHeaders(200, answer.length);
      exchange.getResponseBody().write(answer);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private long count(String path, String query) throws InterruptedException {
    if (path.equals("/requests")) {
      String run = ":" + query.replaceFirst("^run=", "") + "]";
      return provider.received().stream().filter(r -> r.bodyText().contains(run)).count();
    }
    if (query.startsWith("above=")) {
      provider.awaitCancelled(
          Integer.parseInt(query.substring("above=".length())) + 1, Duration.ofSeconds(10));
    }
    return provider.cancelled();
  }
}
