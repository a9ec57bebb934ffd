package dev.sluice.server.sdk;

import dev.sluice.fixtures.CannedAnswer;
import dev.sluice.fixtures.Fault;
import dev.sluice.fixtures.PromptView;
import dev.sluice.fixtures.ReceivedRequest;
import dev.sluice.fixtures.RequestMatch;
import dev.sluice.fixtures.Settings;
import dev.sluice.fixtures.SimulatedProvider;
import dev.sluice.fixtures.ToolCall;
import dev.sluice.gateway.config.ConfigLoader;
import dev.sluice.gateway.config.GatewayConfig;
import dev.sluice.gateway.config.Loaded;
import dev.sluice.server.GatewayFactory;
import dev.sluice.server.RunningGateway;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/// The real gateway with the shipped configuration, in front of the simulated provider.
final class SimulatedGateway implements GatewayUnderTest {

  /// Tries that the shipped configuration gives one provider.
  private static final int TRIES = 2;

  private final SimulatedProvider provider;
  private final RunningGateway gateway;

  private SimulatedGateway(SimulatedProvider provider, RunningGateway gateway) {
    this.provider = provider;
    this.gateway = gateway;
  }

  static SimulatedGateway start() {
    ScenarioBook book = ScenarioBook.read();
    SimulatedProvider provider =
        SimulatedProvider.start(
            Settings.defaults().withAnswers((model, prompt) -> answer(book, prompt)));
    provider.script(
        RequestMatch.bodyContains("[sdk:abort]"), Fault.slowDrip(300, Duration.ofMillis(30)));
    try {
      return new SimulatedGateway(provider, GatewayFactory.start(config(provider.baseUrl())));
    } catch (IOException e) {
      provider.close();
      throw new UncheckedIOException(e);
    }
  }

  private static Optional<CannedAnswer> answer(ScenarioBook book, PromptView prompt) {
    String last = prompt.turns().isEmpty() ? "" : prompt.turns().getLast().text();
    if (last.contains("[sdk:tools]")) {
      return Optional.of(
          CannedAnswer.calls(
              new ToolCall("call_1", book.toolName(), book.toolArguments().toString())));
    }
    if (last.contains("[sdk:abort]")) {
      return Optional.of(CannedAnswer.text((book.answer("abort") + " ").repeat(1000)));
    }
    return book.answersByMarker().entrySet().stream()
        .filter(entry -> last.contains(entry.getKey()))
        .map(entry -> CannedAnswer.text(entry.getValue()))
        .findFirst();
  }

  private static GatewayConfig config(URI provider) throws IOException {
    String yaml =
        Files.readString(Path.of("..", "config", "sluice.yaml"))
            .replace(
                "  gpt-4o:\n",
                "  text-embedding-3-small: {provider: global, price: {input: 0.02}}\n  gpt-4o:\n");
    Loaded loaded =
        ConfigLoader.parse(
            yaml + "\nlisten: {port: 0}\nadmin: {port: 0}\n",
            "sluice.yaml",
            Map.of("GLOBAL_API_KEY", "provider-key", "GLOBAL_API_BASE_URL", provider.toString()));
    if (loaded instanceof Loaded.Ok ok) {
      return ok.config();
    }
    throw new IllegalStateException(loaded.toString());
  }

  @Override
  public URI baseUrl() {
    return URI.create(gateway.dataUrl() + "/v1");
  }

  @Override
  public String apiKey() {
    return "sk-any-key-will-do";
  }

  @Override
  public void failNext(int status, int times) {
    int tries = status == 429 ? 1 : TRIES; // who is asked to wait is not asked again at once
    provider.script(RequestMatch.any(), Fault.status(status)).times(times * tries);
  }

  @Override
  public void cutNextStreamAt(int bodyBytes) {
    provider.script(RequestMatch.stream(true), Fault.cutAt(bodyBytes)).times(1);
  }

  @Override
  public int cancelledCount() {
    return provider.cancelled();
  }

  @Override
  public String lastRequest() {
    ReceivedRequest last = provider.received().getLast();
    return new String(last.body(), StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    gateway.stop(Duration.ofSeconds(1));
    provider.close();
  }
}
