package dev.sluice.server.evaluate;

import dev.sluice.fixtures.AnswerBook;
import dev.sluice.fixtures.CannedAnswer;
import dev.sluice.fixtures.Dialect;
import dev.sluice.fixtures.ModelProfile;
import dev.sluice.fixtures.RecordedAnswers;
import dev.sluice.fixtures.Settings;
import dev.sluice.fixtures.SimulatedProvider;
import dev.sluice.fixtures.TokenCounts;
import dev.sluice.gateway.config.GatewayConfig;
import dev.sluice.gateway.config.ModelConfig;
import dev.sluice.gateway.terms.Tier;
import java.net.URI;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A provider whose models say at once what was recorded: each model of the configuration the words
/// of its tier's stand-in, with the recorded token counts as usage.
///
/// It is started before the configuration is known, since that names its address.
final class RecordedProvider implements AutoCloseable {

  private final SimulatedProvider provider;

  private RecordedProvider(SimulatedProvider provider) {
    this.provider = provider;
  }

  /// @param config any configuration with the models that will be asked
  static RecordedProvider start(List<Case> cases, GatewayConfig config) {
    Map<String, Tier> models = models(config);
    List<ModelProfile> profiles = new ArrayList<>();
    RecordedAnswers.Builder book = AnswerBook.builder();
    models.forEach((name, tier) -> {
      profiles.add(ModelProfile.of(name, Dialect.OPENAI));
      cases.forEach(one -> book.answer(name, one.prompt(), canned(one.answer(tier))));
    });
    return new RecordedProvider(
        SimulatedProvider.start(
            Settings.defaults()
                .withModels(profiles)
                .withAnswers(book.build())
                .withMaxRecorded(0)
                .withMaxInvoiceLines(0)
                .withClock(InstantSource.system())));
  }

  /// Where clients point their `base_url`.
  URI baseUrl() {
    return provider.baseUrl();
  }

  /// By the names that they have at their providers.
  private static Map<String, Tier> models(GatewayConfig config) {
    Map<String, Tier> models = new TreeMap<>();
    for (ModelConfig model : config.models().values()) {
      model.providers().forEach(served -> models.put(served.name(), tier(model)));
    }
    return models;
  }

  /// A model without a tier is judged as one of the standard tier, so it answers as one.
  static Tier tier(@Nullable ModelConfig model) {
    return Optional.ofNullable(model).map(ModelConfig::tier).orElse(Tier.STANDARD);
  }

  private static CannedAnswer canned(Recorded answer) {
    return CannedAnswer.text(answer.text())
        .withUsage(new TokenCounts(answer.inputTokens(), 0, 0, answer.outputTokens(), 0));
  }

  @Override
  public void close() {
    provider.close();
  }
}
