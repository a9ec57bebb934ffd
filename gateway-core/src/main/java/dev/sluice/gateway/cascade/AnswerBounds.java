package dev.sluice.gateway.cascade;

import dev.sluice.gateway.call.PaidCall;
import dev.sluice.gateway.config.ModelConfig;
import dev.sluice.gateway.exchange.Exchange;
import dev.sluice.gateway.exchange.Operation;
import dev.sluice.gateway.exchange.Plan;
import java.util.List;
import java.util.Objects;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// After how many tokens an answer is given up, so that a runaway cheap answer is not paid to its
/// end: the lesser of what `cascade.longest` says for the model's tier and of what the gate knows.
///
/// Only routed chat answers that are judged whole have a bound, and none that the last step gives:
/// nobody could be asked instead. Where the client, the model's parameters or its own limit end an
/// answer earlier, there is no bound either. Any thread.
final class AnswerBounds {

  private final LengthBound known;

  AnswerBounds(LengthBound known) {
    this.known = known;
  }

  /// In tokens, [PaidCall#NO_BOUND] for none.
  long of(Exchange x, ModelConfig model) {
    Plan plan = x.plan();
    if (x.operation() != Operation.CHAT
        || plan.kind() != Plan.Kind.AUTO
        || plan.steps().getLast().models().contains(model.id())) {
      return PaidCall.NO_BOUND;
    }
    long configured = model.tier() == null ? 0 : x.config().cascade().longest(model.tier());
    long bound =
        LongStream.of(configured, known.tokens(x, model))
            .filter(tokens -> tokens > 0)
            .min()
            .orElse(PaidCall.NO_BOUND);
    return bound < ownLimit(x, model) ? bound : PaidCall.NO_BOUND;
  }

  /// Asks with the bound that the request and the model have.
  PaidCall bounding(PaidCall calls) {
    return (x, model, purse, _) -> calls.ask(x, model, purse, of(x, model));
  }

  /// Where the answer ends without us.
  private static long ownLimit(Exchange x, ModelConfig model) {
    Long asked = x.request().maxTokens();
    Long wanted = asked == null ? ofModel(model) : asked;
    Integer most = model.maxOutput();
    return Math.min(wanted == null ? Long.MAX_VALUE : wanted, most == null ? Long.MAX_VALUE : most);
  }

  /// What the model's parameters and defaults set where the client is silent.
  private static @Nullable Long ofModel(ModelConfig model) {
    return Stream.of(model.set(), model.defaults())
        .flatMap(fields -> List.of("max_completion_tokens", "max_tokens").stream().map(fields::get))
        .filter(Objects::nonNull)
        .filter(json -> json.matches("\\d{1,9}"))
        .map(Long::valueOf)
        .findFirst()
        .orElse(null);
  }
}
