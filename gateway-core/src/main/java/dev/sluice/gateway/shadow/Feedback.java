package dev.sluice.gateway.shadow;

import dev.sluice.gateway.chat.ApiError;
import dev.sluice.gateway.exchange.Caller;
import dev.sluice.gateway.shadow.MeasuredQuality.Source;
import dev.sluice.gateway.terms.TaskType;
import dev.sluice.gateway.terms.Tier;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes callers' verdicts about their own answers. Virtual threads.
///
/// One verdict for each request; a later one takes its place. A comment is read past: it is neither
/// kept nor logged.
public final class Feedback {

  private static final Logger LOG = LoggerFactory.getLogger(Feedback.class);

  /// Each is a line of the file, which nobody shall be able to fill.
  static final int MOST_CHANGES = 10;

  /// Hears of each rating that was kept.
  @FunctionalInterface
  public interface Rated {
    void rated(Rating rating);
  }

  private final RecentAnswers recent;
  private final MeasuredQuality quality;
  private final @Nullable RatingFile file;
  private final Rated rated;
  private final InstantSource clock;

  /// @param file where ratings are kept, null for nowhere
  public Feedback(
      RecentAnswers recent,
      MeasuredQuality quality,
      @Nullable RatingFile file,
      Rated rated,
      InstantSource clock) {
    this.recent = recent;
    this.quality = quality;
    this.file = file;
    this.rated = rated;
    this.clock = clock;
  }

  /// What came of a verdict.
  public sealed interface Outcome {

    record Kept(Rating rating) implements Outcome {}

    record Refused(ApiError error) implements Outcome {}
  }

  /// Takes the ratings of earlier processes into account. Before the first request.
  public void recall() throws IOException {
    if (file != null) {
      file.read(this::count);
    }
  }

  /// A caller rates an answer.
  ///
  /// @param body `{"request_id": …, "thumbs": "up"|"down"}`, or `score` from 0 to 1 for thumbs
  public Outcome rate(Caller caller, byte[] body) {
    return switch (Verdict.read(body)) {
      case Verdict.Refused refused -> new Outcome.Refused(refused.error());
      case Verdict.Ok ok -> rate(caller, ok);
    };
  }

  private Outcome rate(Caller caller, Verdict.Ok verdict) {
    Optional<RecentAnswers.Known> known = recent.of(verdict.requestId(), caller.keyId());
    if (known.isEmpty()) {
      return new Outcome.Refused(unknown());
    }
    RecentAnswers.Known answer = known.get();
    if (answer.ratings().incrementAndGet() > MOST_CHANGES) {
      return new Outcome.Refused(tooOften());
    }
    Rating rating =
        new Rating(
            clock.instant(),
            verdict.requestId(),
            answer.keyId(),
            answer.model(),
            answer.task(),
            answer.tier(),
            verdict.score());
    if (file != null) {
      try {
        file.add(rating);
      } catch (IOException e) {
        LOG.atError().setCause(e).log("a rating could not be kept");
        return new Outcome.Refused(notKept());
      }
    }
    count(rating);
    rated.rated(rating);
    return new Outcome.Kept(rating);
  }

  private void count(Rating rating) {
    TaskType task = rating.task();
    Tier tier = rating.tier();
    if (task != null && tier != null) {
      quality.add(Source.FEEDBACK, new Rung(task, tier), rating.requestId(), rating.isGood());
    }
  }

  /// The same words whether it never was, is forgotten, or is another caller's.
  private static ApiError unknown() {
    return ApiError.of(
        404,
        "No request of yours with this id was answered in the last 24 hours.",
        ApiError.INVALID_REQUEST,
        "request_id",
        "request_not_found");
  }

  private static ApiError tooOften() {
    return ApiError.of(
            429,
            "This request was rated " + MOST_CHANGES + " times; its last verdict stands.",
            "requests",
            "request_id",
            "rate_limit_exceeded")
        .shouldRetry(false);
  }

  private static ApiError notKept() {
    return ApiError.of(
        500, "The feedback could not be kept; try again.", ApiError.SERVER_ERROR, null, null);
  }
}
