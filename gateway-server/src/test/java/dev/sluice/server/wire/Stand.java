package dev.sluice.server.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.fixtures.Dialect;
import dev.sluice.fixtures.ModelProfile;
import dev.sluice.fixtures.ReceivedRequest;
import dev.sluice.fixtures.SimulatedProvider;
import dev.sluice.server.client.ScriptedProvider;
import dev.sluice.server.e2e.GatewayFixture;
import dev.sluice.server.e2e.Reply;
import dev.sluice.server.e2e.Setup;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Where one check runs over one transport: a gateway with nothing behind it, a provider that saw
/// nothing yet, and connections; all closed at the end. One thread.
public final class Stand implements AutoCloseable {

  /// One model of each dialect; prices in USD per million tokens. Nothing is cached.
  public static final String YAML =
      """
      providers:
        global: {base_url: "${GLOBAL_API_BASE_URL}", api_key: "${GLOBAL_API_KEY}"}
      models:
        qwen: {provider: global, tier: budget, price: {input: 0.003, output: 0.01}}
        deepseek:
          {provider: global, tier: standard, price: {input: 0.27, cached_input: 0.07, output: 1.1}}
        openai:
          {provider: global, tier: premium, price: {input: 2.5, cached_input: 1.25, output: 10}}
        vendor/small:free: {provider: global, tier: budget, price: {input: 1, output: 1}, name: openai}
        base: {price: {input: 2.50, output: 10.00}}
      tiers: {budget: qwen, standard: deepseek, premium: openai}
      baseline: base
      aliases: {gpt-x: openai}
      cache: {exact: off}
      """;

  private final Transport transport;
  private final Deque<Closeable> open = new ArrayDeque<>();
  private @Nullable GatewayFixture gateway;
  private @Nullable Talk talk;

  Stand(Transport transport) {
    this.transport = transport;
  }

  /// The setup of a gateway that no row has started otherwise.
  public static Setup setup() {
    return Setup.of(YAML)
        .withModels(
            List.of(
                ModelProfile.of("qwen", Dialect.QWEN),
                ModelProfile.of("deepseek", Dialect.DEEPSEEK),
                ModelProfile.of("openai", Dialect.OPENAI)));
  }

  public Transport transport() {
    return transport;
  }

  /// Starts the gateway of this stand; before anything is asked of it.
  public GatewayFixture start(Setup setup) {
    if (gateway != null) {
      throw new IllegalStateException("the gateway of this stand was started before");
    }
    GatewayFixture started = setup.start();
    gateway = started;
    atEnd(started::close);
    return started;
  }

  /// Starts the gateway of this stand before a provider of which the script decides every byte.
  public ScriptedProvider scripted(ScriptedProvider.Script script) {
    return scripted(setup(), script);
  }

  public ScriptedProvider scripted(Setup setup, ScriptedProvider.Script script) {
    ScriptedProvider scripted = new ScriptedProvider(script);
    atEnd(scripted::close);
    start(setup.with("${GLOBAL_API_BASE_URL}", "http://127.0.0.1:" + scripted.port() + "/v1"));
    return scripted;
  }

  /// The gateway, started as [#setup] says where it was not started before.
  public GatewayFixture gateway() {
    return gateway == null ? start(setup()) : gateway;
  }

  public SimulatedProvider provider() {
    return gateway().provider();
  }

  /// A new connection.
  public Talk connect() {
    Talk made = transport.connect(gateway().port());
    atEnd(made::close);
    return made;
  }

  /// The connection of this stand, kept alive from one request to the next.
  public Talk talk() {
    Talk kept = talk;
    if (kept == null) {
      kept = connect();
      talk = kept;
    }
    return kept;
  }

  /// Sends a request on the connection of this stand and begins to read its answer.
  public Turn send(Ask ask) {
    return talk().send(ask);
  }

  /// Sends a request on the connection of this stand and reads its answer to the end.
  public Reply ask(Ask ask) {
    return send(ask).reply();
  }

  public Reply chat(String json, String... headers) {
    return ask(Ask.chat(json, headers));
  }

  /// The one request that reached the provider so far.
  public ReceivedRequest upstream() {
    List<ReceivedRequest> received = provider().received();
    assertThat(received).as("requests that reached the provider").hasSize(1);
    return Objects.requireNonNull(received.getFirst());
  }

  /// Closes this at the end too, before what was opened earlier.
  public void atEnd(Closeable end) {
    open.push(end);
  }

  @Override
  public void close() throws IOException {
    while (!open.isEmpty()) {
      open.pop().close();
    }
  }
}
