package dev.sluice.server.metrics;

import dev.sluice.gateway.exchange.Exchange;
import dev.sluice.gateway.exchange.Tightening;
import dev.sluice.gateway.shadow.AcceptRates;
import dev.sluice.gateway.shadow.MeasuredQuality;
import dev.sluice.gateway.shadow.Rating;
import dev.sluice.gateway.shadow.Rung;
import dev.sluice.gateway.shadow.ShadowEvents;
import dev.sluice.gateway.shadow.Verdicts;
import dev.sluice.gateway.terms.TaskType;
import dev.sluice.gateway.terms.Tier;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tags;
import org.jspecify.annotations.Nullable;

/// The meters of measured quality: each task's and tier's appear with their first observation. Any
/// thread.
public final class QualityMetrics
    implements ShadowEvents, MeasuredQuality.Appearing, AcceptRates.Appearing {

  private static final String QUALITY = "sluice.accepted.quality";
  private static final String QUALITY_HELP =
      "Share of accepted answers that were found good, with its 95 % interval.";
  private static final String RATE = "sluice.accept.rate";
  private static final String RATE_HELP = "Share of judged answers that the gate accepts.";

  private final GatewayMetrics metrics;
  private final Tightening tightening;
  private final Meter.MeterProvider<Counter> evaluations;
  private final Meter.MeterProvider<Counter> dropped;
  private final Meter.MeterProvider<Counter> feedback;

  public QualityMetrics(GatewayMetrics metrics, Tightening tightening) {
    this.metrics = metrics;
    this.tightening = tightening;
    evaluations =
        metrics.counter(
            "sluice.shadow.evaluations", "Accepted answers compared with another model's.");
    dropped = metrics.counter("sluice.shadow.dropped", "Sampled answers that were not compared.");
    feedback = metrics.counter("sluice.feedback", "Verdicts of callers about their answers.");
    for (Drop why : Drop.values()) {
      dropped.withTag("reason", why.wireName());
    }
  }

  @Override
  public void compared(Rung rung, String result) {
    evaluations.withTags(tags(rung).and("result", result)).increment();
  }

  @Override
  public void dropped(Drop why) {
    dropped.withTag("reason", why.wireName()).increment();
  }

  @Override
  public void paid(Exchange aside) {
    metrics.paidAside(aside);
  }

  /// A caller's verdict was kept.
  public void rated(Rating rating) {
    feedback
        .withTags(
            tags(rating.task(), rating.tier()).and("verdict", rating.isGood() ? "up" : "down"))
        .increment();
  }

  @Override
  public void appeared(MeasuredQuality.Series series, Verdicts verdicts) {
    Rung rung = series.rung();
    Tags tags = tags(rung).and("source", series.source().wireName());
    metrics.gauge(
        QUALITY, QUALITY_HELP, tags.and("bound", "lower"), () -> verdicts.share().lower());
    metrics.gauge(
        QUALITY, QUALITY_HELP, tags.and("bound", "estimate"), () -> verdicts.share().estimate());
    metrics.gauge(
        QUALITY, QUALITY_HELP, tags.and("bound", "upper"), () -> verdicts.share().upper());
    metrics.gauge(
        "sluice.accepted.quality.samples", "Verdicts it rests on.", tags, verdicts::count);
    if (series.source() == MeasuredQuality.Source.SHADOW) {
      metrics.gauge(
          "sluice.threshold.offset",
          "How much measured quality raises the configured threshold.",
          tags(rung),
          () -> tightening.offset(rung.task(), rung.tier()));
    }
  }

  @Override
  public void appeared(Rung rung, AcceptRates.Rate rate) {
    Tags tags = tags(rung);
    metrics.gauge(RATE, RATE_HELP, tags.and("window", "long_run"), rate::mean);
    metrics.gauge(RATE, RATE_HELP, tags.and("window", "recent"), rate::recent);
    metrics.gauge(
        "sluice.accept.drift",
        "-1 while the accept rate is lower than in the long run, 1 while it is higher, else 0.",
        tags,
        rate::alarm);
  }

  private static Tags tags(Rung rung) {
    return tags(rung.task(), rung.tier());
  }

  private static Tags tags(@Nullable TaskType task, @Nullable Tier tier) {
    return Tags.of(
        "task",
        task == null ? "none" : task.wireName(),
        "tier",
        tier == null ? "direct" : tier.wireName());
  }
}
