package dev.sluice.gateway.shadow;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.sluice.gateway.exchange.Caller;
import dev.sluice.gateway.exchange.Exchange;
import dev.sluice.gateway.route.Sample;
import dev.sluice.gateway.shadow.MeasuredQuality.Source;
import dev.sluice.gateway.terms.TaskType;
import dev.sluice.gateway.terms.Tier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FeedbackTest {

  private static final Caller ME = new Caller("me", null, List.of(), false);
  private static final Caller OTHER = new Caller("other", null, List.of(), false);
  private static final Rung RUNG = new Rung(TaskType.GENERAL, Tier.BUDGET);
  private static final String ID = "01TEST";

  @TempDir private Path folder;

  private long nanos;
  private final RecentAnswers recent = new RecentAnswers(Ticker.disabledTicker());
  private final MeasuredQuality quality = new MeasuredQuality((series, verdicts) -> {});
  private final List<Rating> rated = new ArrayList<>();

  @Test
  void keepsWhatACallerSaysOfItsOwnRequest() throws IOException {
    recent.remember(answered());

    Feedback.Outcome outcome = rate(ME, "{\"request_id\":\"01TEST\",\"thumbs\":\"up\"}");

    assertThat(outcome).isInstanceOf(Feedback.Outcome.Kept.class);
    assertThat(rated).singleElement().satisfies(r -> assertThat(r.tier()).isEqualTo(Tier.BUDGET));
    assertThat(quality.of(Source.FEEDBACK, RUNG)).isEqualTo(Interval.of(1, 1));
    assertThat(quality.of(Source.SHADOW, RUNG)).isEqualTo(Interval.UNKNOWN);
    assertThat(Files.readAllLines(file())).hasSize(1);
  }

  @Test
  void theLastVerdictCounts() throws IOException {
    recent.remember(answered());

    rate(ME, "{\"request_id\":\"01TEST\",\"thumbs\":\"up\"}");
    rate(ME, "{\"request_id\":\"01TEST\",\"score\":0.2}");

    assertThat(quality.of(Source.FEEDBACK, RUNG)).isEqualTo(Interval.of(0, 1));
    assertThat(Files.readAllLines(file())).hasSize(2);
  }

  @Test
  void aForeignRequestDoesNotExist() {
    recent.remember(answered());

    assertThat(status(rate(OTHER, "{\"request_id\":\"01TEST\",\"thumbs\":\"up\"}"))).isEqualTo(404);
    assertThat(status(rate(ME, "{\"request_id\":\"01NONE\",\"thumbs\":\"up\"}"))).isEqualTo(404);
    assertThat(file()).doesNotExist();
  }

  @Test
  void forgetsRequestsAfterADay() {
    RecentAnswers brief = new RecentAnswers(() -> nanos);
    brief.remember(answered());
    boolean known = brief.of(ID, "me").isPresent();
    nanos = RecentAnswers.LONGEST.plusSeconds(1).toNanos();

    assertThat(known).isTrue();
    assertThat(brief.of(ID, "me")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "no json",
        "{\"thumbs\":\"up\"}",
        "{\"request_id\":7,\"thumbs\":\"up\"}",
        "{\"request_id\":\"01TEST\"}",
        "{\"request_id\":\"01TEST\",\"thumbs\":\"sideways\"}",
        "{\"request_id\":\"01TEST\",\"thumbs\":null}",
        "{\"request_id\":\"01TEST\",\"score\":1.5}",
        "{\"request_id\":\"01TEST\",\"score\":\"1\"}",
        "{\"request_id\":\"01TEST\",\"score\":-0.1}"
      })
  void refusesWhatItDoesNotUnderstand(String body) {
    recent.remember(answered());

    assertThat(status(rate(ME, body))).isEqualTo(400);
    assertThat(rated).isEmpty();
  }

  @Test
  void keepsNoWordOfAComment() throws IOException {
    recent.remember(answered());

    rate(ME, "{\"request_id\":\"01TEST\",\"thumbs\":\"down\",\"comment\":\"my secret is 4711\"}");

    assertThat(Files.readString(file())).doesNotContain("4711").contains("\"score\":0.0");
  }

  @Test
  void readsBackWhatEarlierProcessesKept() throws IOException {
    recent.remember(answered());
    rate(ME, "{\"request_id\":\"01TEST\",\"thumbs\":\"down\"}");
    Files.writeString(file(), Files.readString(file()) + "{\"time\":\"2026-"); // a crash
    MeasuredQuality later = new MeasuredQuality((series, verdicts) -> {});

    feedback(later).recall();

    assertThat(later.of(Source.FEEDBACK, RUNG)).isEqualTo(Interval.of(0, 1));
  }

  @Test
  void writesOnAfterALineThatWasCut() throws IOException {
    recent.remember(answered());
    Files.writeString(file(), "{\"time\":\"2026-");

    rate(ME, "{\"request_id\":\"01TEST\",\"thumbs\":\"up\"}");
    MeasuredQuality later = new MeasuredQuality((series, verdicts) -> {});
    feedback(later).recall();

    assertThat(later.of(Source.FEEDBACK, RUNG)).isEqualTo(Interval.of(1, 1));
  }

  private Feedback.Outcome rate(Caller caller, String body) {
    return feedback(quality).rate(caller, body.getBytes(UTF_8));
  }

  private Feedback feedback(MeasuredQuality into) {
    InstantSource clock = InstantSource.fixed(Instant.parse("2026-01-01T00:00:00Z"));
    return new Feedback(recent, into, new RatingFile(file()), rated::add, clock);
  }

  private Path file() {
    return folder.resolve("feedback.jsonl");
  }

  private static int status(Feedback.Outcome outcome) {
    return outcome instanceof Feedback.Outcome.Refused refused ? refused.error().status() : 200;
  }

  private static Exchange answered() {
    Exchange x = new Sample().caller(ME).planned();
    x.servedBy("small", Tier.BUDGET);
    return x;
  }
}
