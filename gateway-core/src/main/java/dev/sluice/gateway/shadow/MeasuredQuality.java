package dev.sluice.gateway.shadow;

import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// The share of good ones among the latest answers of each rung, by who said so. Any thread.
public final class MeasuredQuality {

  /// Who judges; the sources are never mixed, since callers speak up about some answers only.
  public enum Source {
    /// The comparison with another model's answer, on a random sample.
    SHADOW,
    /// Callers, through `POST /v1/feedback`.
    FEEDBACK;

    public String wireName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// What is measured of what.
  public record Series(Source source, Rung rung) {}

  /// Hears of each series once, when its first verdict comes; its verdicts stay the same object.
  @FunctionalInterface
  public interface Appearing {
    void appeared(Series series, Verdicts verdicts);
  }

  private final Map<Series, Verdicts> all = new ConcurrentHashMap<>();
  private final Appearing appearing;

  public MeasuredQuality(Appearing appearing) {
    this.appearing = appearing;
  }

  /// @param answer the id of the request that it answered
  void add(Source source, Rung rung, String answer, boolean good) {
    all.computeIfAbsent(new Series(source, rung), this::first).add(answer, good);
  }

  private Verdicts first(Series series) {
    Verdicts verdicts = new Verdicts();
    appearing.appeared(series, verdicts);
    return verdicts;
  }

  /// What is known of a rung; [Interval#UNKNOWN] where nothing is.
  public Interval of(Source source, Rung rung) {
    Verdicts verdicts = all.get(new Series(source, rung));
    return verdicts == null ? Interval.UNKNOWN : verdicts.share();
  }
}
