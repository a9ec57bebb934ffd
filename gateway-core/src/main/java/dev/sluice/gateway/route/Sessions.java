package dev.sluice.gateway.route;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import dev.sluice.gateway.config.RouteStep;
import dev.sluice.gateway.exchange.Exchange;
import dev.sluice.gateway.exchange.Plan;
import dev.sluice.gateway.exchange.TaskDecision;
import dev.sluice.gateway.path.Observer;
import dev.sluice.gateway.path.Outcome;
import dev.sluice.gateway.path.Step;
import dev.sluice.gateway.path.WaitingStage;
import dev.sluice.gateway.terms.TaskType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Keeps a session on the model that answered it, for as long as it is about the same task.
///
/// A session is what a caller names by `x-sluice-session`; nobody else's of that name is it. Its
/// next request starts at the model of the last one: the steps before it are left out, those after
/// it still follow where its answer is refused. Forgotten after an hour without a request. Any
/// thread; one instance serves all requests.
public final class Sessions {

  private static final Duration REMEMBERED = Duration.ofHours(1);
  private static final int MOST = 100_000;

  private final Cache<Name, Kept> kept;

  public Sessions(Ticker ticker) {
    kept =
        Caffeine.newBuilder()
            .maximumSize(MOST)
            .expireAfterAccess(REMEMBERED)
            .ticker(ticker)
            .build();
  }

  private record Name(String keyId, String session) {}

  private record Kept(TaskType task, String model) {}

  /// Lets a session's request start where the last one was answered. Goes after [ChooseSteps],
  /// which leaves out what the request may not or cannot use.
  public WaitingStage stay() {
    return x -> {
      TaskDecision task = x.task();
      if (isKept(x) && task != null) {
        Kept last = kept.getIfPresent(name(x));
        if (last != null && last.task() == task.task()) {
          startAt(last.model(), x);
        }
      }
      return Step.CONTINUE;
    };
  }

  private static void startAt(String model, Exchange x) {
    List<RouteStep> steps = x.plan().steps();
    for (int i = 0; i < steps.size(); i++) {
      if (steps.get(i).models().contains(model)) {
        List<RouteStep> left = new ArrayList<>(List.of(new RouteStep.Ask(model)));
        left.addAll(steps.subList(i + 1, steps.size()));
        x.planAs(x.plan().withSteps(left));
        return;
      }
    }
  }

  /// Remembers who answered.
  public Observer remember() {
    return this::remember;
  }

  private void remember(Exchange x, Outcome outcome) {
    String model = x.servedModel();
    TaskDecision task = x.task();
    if (outcome.isOk() && model != null && task != null && isKept(x)) {
      kept.put(name(x), new Kept(task.task(), model));
    }
  }

  private static boolean isKept(Exchange x) {
    Plan plan = x.planOrNull();
    return plan != null && plan.kind() == Plan.Kind.AUTO && !x.options().session().isEmpty();
  }

  private static Name name(Exchange x) {
    return new Name(x.caller().keyId(), x.options().session());
  }
}
