package dev.sluice.gateway.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gateway.config.RouteStep;
import dev.sluice.gateway.exchange.Exchange;
import dev.sluice.gateway.path.Outcome;
import dev.sluice.gateway.terms.TaskType;
import dev.sluice.gateway.terms.Tier;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class SessionsTest {

  private static final Outcome OK = new Outcome(Outcome.Kind.OK, 200);
  private static final Outcome FAILED = new Outcome(Outcome.Kind.UPSTREAM_ERROR, 502);

  private final AtomicLong nanos = new AtomicLong();
  private final Sessions sessions = new Sessions(nanos::get);

  private static Exchange request(String session, TaskType task) {
    return new Sample()
        .task(task)
        .options(o -> o.session(session))
        .planned(Sample.asks("small", "middle", "large"));
  }

  private List<RouteStep> next(String session, TaskType task) throws InterruptedException {
    Exchange x = request(session, task);
    sessions.stay().apply(x);
    return x.plan().steps();
  }

  private void answered(String session, Outcome outcome) {
    Exchange x = request(session, TaskType.GENERAL);
    x.servedBy("middle", Tier.STANDARD);
    sessions.remember().observe(x, outcome);
  }

  @Test
  void startsWhereTheLastRequestOfTheSessionWasAnswered() throws InterruptedException {
    answered("s", OK);

    assertThat(next("s", TaskType.GENERAL)).isEqualTo(Sample.asks("middle", "large"));
  }

  @Test
  void anotherTaskOrSessionStartsAnew() throws InterruptedException {
    answered("s", OK);

    assertThat(next("s", TaskType.TRANSLATION)).hasSize(3);
    assertThat(next("t", TaskType.GENERAL)).hasSize(3);
    assertThat(next("", TaskType.GENERAL)).hasSize(3);
  }

  @Test
  void failuresAndRequestsWithoutASessionAreNotRemembered() throws InterruptedException {
    answered("s", FAILED);
    answered("", OK);

    assertThat(next("s", TaskType.GENERAL)).hasSize(3);
    assertThat(next("", TaskType.GENERAL)).hasSize(3);
  }

  @Test
  void isForgottenAfterAnHour() throws InterruptedException {
    answered("s", OK);
    nanos.set(Duration.ofMinutes(61).toNanos());

    assertThat(next("s", TaskType.GENERAL)).hasSize(3);
  }

  @Test
  void ofTwoModelsThatAreComparedTheOneThatAnsweredIsAsked() throws InterruptedException {
    answered("s", OK);
    Exchange x =
        new Sample()
            .task(TaskType.GENERAL)
            .options(o -> o.session("s"))
            .planned(List.of(new RouteStep.Agree("small", "middle"), new RouteStep.Ask("large")));

    sessions.stay().apply(x);

    assertThat(x.plan().steps()).isEqualTo(Sample.asks("middle", "large"));
  }
}
