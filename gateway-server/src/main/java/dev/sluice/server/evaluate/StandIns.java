package dev.sluice.server.evaluate;

import dev.sluice.gateway.terms.Tier;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Which recorded models stand for the tiers, and which one costs are compared with: of each list
/// the first that a set has. `SET=MODEL` counts for that set only.
///
/// @param baseline where a set has none of them, or the list says `premium`, it is the model that
///   stands for the premium tier
public record StandIns(
    List<String> budget, List<String> standard, List<String> premium, List<String> baseline) {

  /// Stands for the premium tier's own model in [#baseline].
  public static final String PREMIUM = "premium";

  /// Models of 2024 for those of the shipped configuration.
  public static final StandIns USUAL =
      new StandIns(
          List.of(
              "Qwen2.5-7B-Instruct",
              "Qwen2-7B-Instruct",
              "Llama-3.1-8B-Instruct",
              "FuseChat-Qwen-2.5-7B-Instruct",
              PublishedFiles.WEAK),
          List.of("deepseek-v2.5-0908", "gemini-1.5-flash-002"),
          List.of(
              "o1-mini-2024-09-12",
              "Llama-3.1-70B-Instruct",
              "gpt4_1106_preview",
              PublishedFiles.STRONG),
          List.of("gpt-4o-2024-08-06"));

  public StandIns {
    budget = List.copyOf(budget);
    standard = List.copyOf(standard);
    premium = List.copyOf(premium);
    baseline = List.copyOf(baseline);
  }

  /// The models of one set.
  ///
  /// @throws CannotEvaluate when there is none for the budget or the premium tier
  Ladder ladder(OutcomeSet set) {
    Map<Tier, String> models = new EnumMap<>(Tier.class);
    models.put(Tier.BUDGET, required(set, Tier.BUDGET, budget));
    first(set, standard).ifPresent(model -> models.put(Tier.STANDARD, model));
    String dearest = required(set, Tier.PREMIUM, premium);
    models.put(Tier.PREMIUM, dearest);
    String compared = first(set, baseline).orElse(dearest);
    return new Ladder(models, compared, compared.equals(dearest));
  }

  private static String required(OutcomeSet set, Tier tier, List<String> wanted) {
    return first(set, wanted)
        .orElseThrow(() ->
            new CannotEvaluate(
                "Set '%s' has no model for the %s tier among %s; say which with --%s: %s."
                    .formatted(
                        set.name(),
                        tier.wireName(),
                        wanted,
                        tier.wireName(),
                        String.join(", ", set.models()))));
  }

  private static Optional<String> first(OutcomeSet set, List<String> wanted) {
    String prefix = set.name() + "=";
    return wanted.stream()
        .map(name -> name.startsWith(prefix) ? name.substring(prefix.length()) : name)
        .filter(set.models()::contains)
        .findFirst();
  }
}
