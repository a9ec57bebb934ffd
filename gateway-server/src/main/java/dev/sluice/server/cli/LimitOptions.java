package dev.sluice.server.cli;

import dev.sluice.gateway.config.ExpiryDate;
import dev.sluice.gateway.config.KeyLimits;
import dev.sluice.gateway.config.KeyLimits.Budget;
import dev.sluice.gateway.money.Usd;
import dev.sluice.gateway.terms.Tier;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/// The options of `keys create` that say what a key may do.
final class LimitOptions {

  @Option(names = "--models", split = ",", paramLabel = "NAME", description = "Names it may use.")
  private List<String> models = List.of();

  @Option(
      names = "--max-tier",
      paramLabel = "TIER",
      converter = TierText.class,
      description = "budget, standard or premium.")
  private @Nullable Tier maxTier;

  @Option(names = "--rpm", paramLabel = "N", description = "Requests per minute.")
  private @Nullable Long rpm;

  @Option(names = "--tpm", paramLabel = "N", description = "Tokens per minute.")
  private @Nullable Long tpm;

  @Option(names = "--concurrency", paramLabel = "N", description = "Requests at a time.")
  private @Nullable Integer concurrency;

  @Option(
      names = "--budget-day",
      paramLabel = "USD",
      converter = Dollars.class,
      description = "Dollars per UTC day.")
  private @Nullable Usd budgetDay;

  @Option(
      names = "--budget-month",
      paramLabel = "USD",
      converter = Dollars.class,
      description = "Dollars per UTC month.")
  private @Nullable Usd budgetMonth;

  @Option(
      names = "--budget-total",
      paramLabel = "USD",
      converter = Dollars.class,
      description = "Dollars in all.")
  private @Nullable Usd budgetTotal;

  @Option(
      names = "--pacing",
      description = "As a budget burns faster than its period, prefer cheaper tiers.")
  private boolean pacing;

  @Option(
      names = "--expires",
      paramLabel = "DATE",
      converter = Expiry.class,
      description = "Refused from then on.")
  private @Nullable Instant expires;

  @Option(
      names = "--min-quality",
      paramLabel = "Q",
      description = "The least quality that its requests are held to, 0 to 1.")
  private @Nullable Double minQuality;

  KeyLimits limits() {
    return new KeyLimits(
        models,
        maxTier,
        rpm,
        tpm,
        concurrency,
        new Budget(budgetDay, budgetMonth, budgetTotal),
        pacing,
        expires,
        minQuality);
  }

  /// `budget`, `standard` or `premium`.
  static final class TierText implements ITypeConverter<Tier> {
    @Override
    public Tier convert(String text) {
      return Tier.of(text)
          .orElseThrow(() ->
              new TypeConversionException(
                  "'" + text + "' is no tier: write budget, standard or premium"));
    }
  }

  /// An amount such as `2.50`.
  static final class Dollars implements ITypeConverter<Usd> {
    @Override
    public Usd convert(String text) {
      try {
        return Usd.parse(text);
      } catch (ArithmeticException | NumberFormatException e) {
        throw new TypeConversionException(
            "'" + text + "' is no amount: write dollars such as 2.50");
      }
    }
  }

  /// A date or a time.
  static final class Expiry implements ITypeConverter<Instant> {
    @Override
    public Instant convert(String text) {
      return ExpiryDate.parse(text)
          .orElseThrow(() ->
              new TypeConversionException(
                  "'" + text + "' is no date: write " + ExpiryDate.EXPECTED));
    }
  }
}
