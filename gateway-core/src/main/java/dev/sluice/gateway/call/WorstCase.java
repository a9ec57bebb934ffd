package dev.sluice.gateway.call;

import dev.sluice.gateway.chat.ChatRequest;
import dev.sluice.gateway.chat.Usage;
import dev.sluice.gateway.config.ModelConfig;
import dev.sluice.gateway.money.Price;
import dev.sluice.gateway.money.Usd;
import org.jspecify.annotations.Nullable;

/// The most that one call can cost: a token is at least one byte of prompt, and an answer ends at
/// the client's bound, else at the model's, else at [#ASSUMED_OUTPUT] tokens.
final class WorstCase {

  /// What an answer is taken to be at most where nobody says.
  static final long ASSUMED_OUTPUT = 32_768;

  private static final long LEAST_USEFUL_OUTPUT = 16;

  private WorstCase() {}

  /// What to hold for the call; nothing for an unpriced model.
  static Usd of(ChatRequest request, ModelConfig model) {
    return cost(request, model, output(request, model));
  }

  /// The longest answer that the amount still pays for, or 0 when not even a short one fits.
  static long affordableOutput(ChatRequest request, ModelConfig model, Usd amount) {
    long low = 0;
    long high = output(request, model);
    while (low < high) {
      long middle = low + (high - low + 1) / 2;
      if (cost(request, model, middle).compareTo(amount) <= 0) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low < LEAST_USEFUL_OUTPUT ? 0 : low;
  }

  static Usd cost(ChatRequest request, ModelConfig model, long output) {
    Price price = model.price();
    if (price == null) {
      return Usd.ZERO;
    }
    long answers = Math.clamp(request.choices(), 1, 128);
    return dearest(price).cost(new Usage(request.body().length, 0, 0, output * answers, 0));
  }

  /// Every prompt token at the dearest input price, every answer token at the dearest output price.
  private static Price dearest(Price price) {
    long input = Math.max(price.input(), orZero(price.cacheWrite()));
    long output = Math.max(price.output(), orZero(price.reasoning()));
    return new Price(input, output, null, null, null, null);
  }

  private static long orZero(@Nullable Long price) {
    return price == null ? 0 : price;
  }

  private static long output(ChatRequest request, ModelConfig model) {
    Long asked = request.maxTokens();
    Integer most = model.maxOutput();
    long limit = most == null ? ASSUMED_OUTPUT : most;
    return asked == null || asked < 0 ? limit : Math.min(asked, 1_000_000_000L);
  }
}
