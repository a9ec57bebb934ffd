package dev.sluice.gateway.cascade;

import dev.sluice.gateway.budget.Purse;
import dev.sluice.gateway.call.Paid;
import dev.sluice.gateway.call.PaidCall;
import dev.sluice.gateway.chat.Answer;
import dev.sluice.gateway.chat.Usage;
import dev.sluice.gateway.config.ModelConfig;
import dev.sluice.gateway.exchange.Attempt;
import dev.sluice.gateway.exchange.Exchange;
import dev.sluice.gateway.exchange.Settlement;
import dev.sluice.gateway.money.Usd;
import dev.sluice.gateway.quality.Answers;
import dev.sluice.gateway.route.Sample;
import dev.sluice.gateway.terms.FailureKind;
import dev.sluice.gateway.upstream.UpstreamFailure;
import dev.sluice.gateway.upstream.UpstreamResponse;
import dev.sluice.gateway.upstream.UpstreamStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/// Models that do as they were told, each call one attempt that is settled as the real one does.
final class FakePaidCall implements PaidCall {

  private final Map<String, Script> scripts = new ConcurrentHashMap<>();
  private final Map<String, Long> bounds = new ConcurrentHashMap<>();
  private final List<String> asked = new CopyOnWriteArrayList<>();

  /// What one model does when asked.
  @FunctionalInterface
  interface Script {
    Paid play(Exchange x, ModelConfig model, Purse purse) throws InterruptedException;
  }

  FakePaidCall when(String model, Script script) {
    scripts.put(model, script);
    return this;
  }

  FakePaidCall says(String model, String content) {
    return answers(model, Answers.said(content));
  }

  FakePaidCall answers(String model, Answer answer) {
    return when(model, (x, m, purse) -> new Paid.Answered(answer, settled(x, m)));
  }

  FakePaidCall fails(String model, FailureKind kind) {
    return fails(model, UpstreamFailure.of(kind, "told to", true));
  }

  FakePaidCall fails(String model, UpstreamFailure failure) {
    return when(
        model,
        (x, m, purse) -> {
          Attempt attempt = x.openAttempt(m, Sample.PROVIDER);
          attempt.failedBy(failure.kind());
          attempt.settle(Settlement.FREE, x.nanoTime());
          return new Paid.Failed(failure);
        });
  }

  /// Costs that much at worst, which the purse must hold.
  FakePaidCall costs(String model, String worst, String content) {
    return when(
        model,
        (x, m, purse) -> {
          return switch (purse.reserve(Usd.parse(worst))) {
            case Purse.Reservation held -> new Paid.Answered(Answers.said(content), settled(x, m));
            case Purse.Refusal.BY_CAP -> tooDear(FailureKind.REFUSED_BY_BUDGET);
            case Purse.Refusal.BY_BUDGET -> tooDear(FailureKind.BUDGET_SPENT);
          };
        });
  }

  private static Paid tooDear(FailureKind kind) {
    return new Paid.Failed(UpstreamFailure.of(kind, "too dear", false));
  }

  FakePaidCall streams(String model, UpstreamStream stream) {
    return when(
        model,
        (x, m, purse) ->
            new Paid.Streaming(
                new UpstreamResponse.Opened(head(), true, stream),
                x.openAttempt(m, Sample.PROVIDER)));
  }

  FakePaidCall relays(String model, String body) {
    return when(
        model,
        (x, m, purse) ->
            new Paid.Other(
                new UpstreamResponse.Whole(head(), body.getBytes(StandardCharsets.UTF_8)),
                settled(x, m)));
  }

  /// The bound that the model was last asked with.
  long bound(String model) {
    return bounds.getOrDefault(model, -1L);
  }

  /// The models that were asked, in order.
  List<String> asked() {
    return asked;
  }

  @Override
  public Paid ask(Exchange x, ModelConfig model, Purse purse, long longest)
      throws InterruptedException {
    asked.add(model.id());
    bounds.put(model.id(), longest);
    Script script = scripts.get(model.id());
    if (script == null) {
      throw new AssertionError("nobody expected " + model.id());
    }
    return script.play(x, model, purse);
  }

  static Attempt settled(Exchange x, ModelConfig model) {
    Attempt attempt = x.openAttempt(model, Sample.PROVIDER);
    attempt.settle(new Settlement(Attempt.State.SETTLED, new Usage(10, 0, 0, 5, 0)), x.nanoTime());
    return attempt;
  }

  private static UpstreamResponse.Head head() {
    return new UpstreamResponse.Head(200, List.of(), 1);
  }
}
