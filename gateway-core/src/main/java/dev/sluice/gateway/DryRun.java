package dev.sluice.gateway;

import dev.sluice.gateway.RoutePreview.Call;
import dev.sluice.gateway.RoutePreview.Part;
import dev.sluice.gateway.access.LimitCaller;
import dev.sluice.gateway.budget.Budgets;
import dev.sluice.gateway.cache.LookUpExact;
import dev.sluice.gateway.call.WorstCase;
import dev.sluice.gateway.cascade.FailureAnswers;
import dev.sluice.gateway.chat.ApiError;
import dev.sluice.gateway.chat.ChatRequest;
import dev.sluice.gateway.chat.Usage;
import dev.sluice.gateway.config.ModelConfig;
import dev.sluice.gateway.config.RouteStep;
import dev.sluice.gateway.exchange.Exchange;
import dev.sluice.gateway.exchange.TaskDecision;
import dev.sluice.gateway.exchange.Thresholds;
import dev.sluice.gateway.money.Price;
import dev.sluice.gateway.money.Usd;
import dev.sluice.gateway.path.ImmediateStage;
import dev.sluice.gateway.path.Step;
import dev.sluice.gateway.path.WaitingStage;
import dev.sluice.gateway.shadow.AcceptRates;
import dev.sluice.gateway.shadow.Rung;
import dev.sluice.gateway.shadow.TypicalAnswers;
import dev.sluice.gateway.terms.FailureKind;
import dev.sluice.gateway.terms.TaskType;
import dev.sluice.gateway.terms.Tier;
import dev.sluice.gateway.upstream.UpstreamFailure;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Says what [RequestPath] would do with a request and what that would cost; nothing is called,
/// paid or stored. Runs on a virtual thread.
///
/// The caller's limits are looked at and given back, but for the request itself, which counts.
public final class DryRun {

  /// Of a step's answers, accepted where nothing was observed yet.
  private static final double UNKNOWN_ACCEPT_RATE = 0.5;

  private static final int ENOUGH = 30;
  private static final long BYTES_PER_TOKEN = 4;
  private static final Usd BOUNDLESS = Usd.ofNanos(Long.MAX_VALUE / 4);

  /// The stages of the path that decide without calling anybody, and what is known from earlier
  /// requests.
  public record Parts(
      ImmediateStage requireRoom,
      LimitCaller limitCaller,
      ImmediateStage resolveRoute,
      ImmediateStage tighten,
      LookUpExact lookUpExact,
      WaitingStage classify,
      WaitingStage chooseSteps,
      Budgets budgets,
      AcceptRates rates,
      TypicalAnswers typical) {}

  private final Parts parts;

  public DryRun(Parts parts) {
    this.parts = parts;
  }

  /// What would be done, or the error that would be the answer.
  public sealed interface Result {

    record Planned(RoutePreview preview) implements Result {}

    record Refused(ApiError error) implements Result {}
  }

  public Result of(Exchange x) throws InterruptedException {
    ApiError error = decide(x);
    if (error != null) {
      return new Result.Refused(error);
    }
    boolean stored = parts.lookUpExact().holds(x);
    Money money = new Money(x);
    RoutePreview preview = preview(x, money, stored);
    boolean possible = stored || preview.parts().stream().anyMatch(Part::fits);
    return possible ? new Result.Planned(preview) : new Result.Refused(money.refusal());
  }

  private @Nullable ApiError decide(Exchange x) throws InterruptedException {
    if (parts.requireRoom().apply(x) instanceof Step.Rejected rejected) {
      return rejected.error();
    }
    Step limited = parts.limitCaller().apply(x);
    x.allowance().grant().end(0);
    if (limited instanceof Step.Rejected rejected) {
      return rejected.error();
    }
    if (parts.resolveRoute().apply(x) instanceof Step.Rejected rejected) {
      return rejected.error();
    }
    parts.tighten().apply(x);
    parts.classify().apply(x);
    return parts.chooseSteps().apply(x) instanceof Step.Rejected rejected ? rejected.error() : null;
  }

  /// What the request may spend: the smaller of its cap and of what its budgets leave.
  private final class Money {
    private final Usd cap;
    private final Usd left;
    private boolean withinCap;

    Money(Exchange x) {
      Usd configured = x.plan().isRouted() ? x.config().cascade().maxCost() : BOUNDLESS;
      Usd asked = x.options().maxCost();
      cap = asked != null && asked.compareTo(configured) < 0 ? asked : configured;
      left = parts.budgets().purse(cap, x.caller()).left();
    }

    /// The most that the call can cost; null where it would not be made.
    @Nullable Usd worst(Exchange x, ModelConfig model) {
      WorstCase worst = WorstCase.of(x.request(), model);
      if (worst.cost().compareTo(left) <= 0) {
        return worst.cost();
      }
      boolean routed = x.plan().isRouted();
      withinCap |= worst.cost().compareTo(cap) <= 0 || (routed && worst.affordableOutput(cap) > 0);
      return routed && worst.affordableOutput(left) > 0 ? left : null;
    }

    ApiError refusal() {
      FailureKind kind = withinCap ? FailureKind.BUDGET_SPENT : FailureKind.REFUSED_BY_BUDGET;
      return FailureAnswers.of(UpstreamFailure.of(kind, "dry run", false));
    }
  }

  private RoutePreview preview(Exchange x, Money money, boolean stored) {
    List<Part> steps = new ArrayList<>();
    double reached = 1;
    List<RouteStep> plan = x.plan().steps();
    for (int i = 0; i < plan.size(); i++) {
      boolean last = i == plan.size() - 1;
      Part part = part(x, plan.get(i), last, reached, money);
      steps.add(part);
      reached *= part.fits() ? 1 - part.acceptRate() : 1;
    }
    return new RoutePreview(x, Thresholds.quality(x), steps, stored, money.left);
  }

  private Part part(Exchange x, RouteStep step, boolean last, double reached, Money money) {
    TaskType task = task(x);
    List<Call> calls = new ArrayList<>();
    for (String id : step.models()) {
      ModelConfig model = x.config().model(id);
      if (model != null) {
        calls.add(call(x, model, money));
      }
    }
    ModelConfig deciding = x.config().model(step.models().getLast());
    Tier tier = deciding == null ? null : deciding.tier();
    Tier of = tier == null ? Tier.STANDARD : tier;
    Rung rung = task == null ? null : new Rung(task, of);
    boolean observed = rung != null && parts.rates().count(rung) >= ENOUGH;
    double rate =
        rung != null && observed ? parts.rates().of(rung).estimate() : UNKNOWN_ACCEPT_RATE;
    return new Part(
        calls, last ? null : Thresholds.of(x, of), last ? 1 : rate, !last && !observed, reached);
  }

  private Call call(Exchange x, ModelConfig model, Money money) {
    TypicalAnswers.Length length = parts.typical().of(task(x), model.id());
    Usd worst = money.worst(x, model);
    Price price = model.price();
    return new Call(
        model,
        worst != null,
        price == null ? null : worst,
        price == null ? null : expected(x.request(), price, length.tokens()),
        length.assumed());
  }

  private static Usd expected(ChatRequest request, Price price, double tokens) {
    long input = request.body().length / BYTES_PER_TOKEN + 1;
    Long bound = request.maxTokens();
    long output = Math.round(bound == null || bound < 0 ? tokens : Math.min(tokens, bound));
    long answers = Math.clamp(request.choices(), 1, 128);
    return price.cost(new Usage(input, 0, 0, output * answers, 0));
  }

  private static @Nullable TaskType task(Exchange x) {
    TaskDecision task = x.task();
    return task == null ? null : task.task();
  }
}
