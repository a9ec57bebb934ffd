package dev.sluice.gateway.call;

import dev.sluice.gateway.chat.ChatRequest;
import dev.sluice.gateway.chat.Usage;
import dev.sluice.gateway.config.ModelConfig;
import dev.sluice.gateway.money.Price;
import dev.sluice.gateway.money.Usd;
import org.jspecify.annotations.Nullable;

/// The most that one call can cost: a token is at least one byte of prompt, and an answer ends at
/// the client's bound, else at the model's, else at [#ASSUMED_OUTPUT] tokens.
///
/// Parts whose tokens their bytes do not bound ([ExpandingParts]) come on top, each with its
/// allowance, but all together no more than the model's context takes.
///
/// @param input tokens of prompt
/// @param output tokens of one answer
/// @param answers how many answers are asked for
public record WorstCase(@Nullable Price price, long input, long output, long answers) {

  /// What an answer is taken to be at most where nobody says.
  static final long ASSUMED_OUTPUT = 32_768;

  private static final long LEAST_USEFUL_OUTPUT = 16;

  public static WorstCase of(ChatRequest request, ModelConfig model) {
    Price price = model.price();
    return new WorstCase(
        price == null ? null : dearest(price),
        input(request, model),
        output(request, model),
        Answers.of(request));
  }

  /// The same with a bound on each answer.
  WorstCase upTo(long length) {
    return new WorstCase(price, input, Math.min(output, length), answers);
  }

  /// What to hold for the call; nothing for an unpriced model.
  public Usd cost() {
    return cost(output);
  }

  /// The same for answers of this length.
  Usd cost(long length) {
    return price == null ? Usd.ZERO : price.cost(new Usage(input, 0, 0, length * answers, 0));
  }

  /// The longest answer that the amount still pays for, or 0 when not even a short one fits.
  public long affordableOutput(Usd amount) {
    long low = 0;
    long high = output;
    while (low < high) {
      long middle = low + (high - low + 1) / 2;
      if (cost(middle).compareTo(amount) <= 0) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low < LEAST_USEFUL_OUTPUT ? 0 : low;
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

  private static long input(ChatRequest request, ModelConfig model) {
    long bytes = request.body().length;
    long expanded = bytes + ExpandingParts.allowance(request.body());
    Integer context = model.context();
    return context == null ? expanded : Math.max(bytes, Math.min(expanded, context));
  }

  private static long output(ChatRequest request, ModelConfig model) {
    Long asked = longest(request);
    Integer most = model.maxOutput();
    long limit = most == null ? ASSUMED_OUTPUT : most;
    return asked == null || asked < 0 ? limit : Math.min(asked, 1_000_000_000L);
  }

  /// The client's bound; of two the larger one, since a provider may know only one of them.
  private static @Nullable Long longest(ChatRequest request) {
    Long completion = request.integer("max_completion_tokens");
    Long tokens = request.integer("max_tokens");
    if (completion == null || tokens == null) {
      return completion == null ? tokens : completion;
    }
    return Math.max(completion, tokens);
  }
}
