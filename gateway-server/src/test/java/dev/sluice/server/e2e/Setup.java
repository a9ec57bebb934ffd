package dev.sluice.server.e2e;

import dev.sluice.fixtures.AnswerBook;
import dev.sluice.fixtures.CannedAnswer;
import dev.sluice.fixtures.ModelProfile;
import dev.sluice.fixtures.Settings;
import dev.sluice.server.http.ServerTimeouts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// How a gateway and the provider behind it are to start. Immutable.
///
/// @param yaml the configuration file
/// @param provider the provider that `GLOBAL_API_BASE_URL` names
/// @param environment what else the file's variables mean
/// @param timeouts what the listener waits for
public record Setup(
    String yaml, Settings provider, Map<String, String> environment, ServerTimeouts timeouts) {

  /// The key that the gateway has for its provider.
  public static final String PROVIDER_KEY = "sk-provider-4f1c9d7e2b";

  /// What every model says unless told otherwise.
  public static final CannedAnswer USUAL = CannedAnswer.text("The capital of France is Paris.");

  public Setup {
    environment = Map.copyOf(environment);
  }

  /// The configuration that the project ships, before models that answer at once.
  public static Setup shipped() {
    return of(shippedYaml());
  }

  /// A configuration of the test's own.
  public static Setup of(String yaml) {
    Settings settings =
        Settings.defaults()
            .withApiKey(PROVIDER_KEY)
            .withMaxRecorded(5_000)
            .withAnswers((model, prompt) -> Optional.of(USUAL));
    return new Setup(yaml, settings, Map.of(), ServerTimeouts.DEFAULT);
  }

  /// The same with one place of the file changed.
  public Setup with(String old, String replacement) {
    if (!yaml.contains(old)) {
      throw new IllegalArgumentException("the configuration does not say " + old);
    }
    return new Setup(yaml.replace(old, replacement), provider, environment, timeouts);
  }

  /// The same with these answers, the usual one where they are silent.
  public Setup answering(AnswerBook book) {
    AnswerBook whole = book.orElse((model, prompt) -> Optional.of(USUAL));
    return new Setup(yaml, provider.withAnswers(whole), environment, timeouts);
  }

  /// The same where each of these models says always the same.
  public Setup answering(Map<String, CannedAnswer> byModel) {
    return answering((model, prompt) -> Optional.ofNullable(byModel.get(model)));
  }

  /// The same before other models.
  public Setup withModels(List<ModelProfile> models) {
    return new Setup(yaml, provider.withModels(models), environment, timeouts);
  }

  /// The same with one more variable.
  public Setup withVariable(String name, String value) {
    Map<String, String> more = new HashMap<>(environment);
    more.put(name, value);
    return new Setup(yaml, provider, more, timeouts);
  }

  /// The same with other limits of the listener.
  public Setup withTimeouts(ServerTimeouts others) {
    return new Setup(yaml, provider, environment, others);
  }

  public GatewayFixture start() {
    return GatewayFixture.start(this);
  }

  private static String shippedYaml() {
    Path file = Path.of("../config/sluice.yaml");
    try {
      return Files.readString(Files.exists(file) ? file : Path.of("config/sluice.yaml"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
