package dev.sluice.server;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.sluice.gateway.path.ImmediateStage;
import dev.sluice.gateway.path.Observer;
import dev.sluice.gateway.path.Step;
import dev.sluice.gateway.shadow.AcceptRates;
import dev.sluice.gateway.shadow.Feedback;
import dev.sluice.gateway.shadow.MeasureQuality;
import dev.sluice.gateway.shadow.MeasuredQuality;
import dev.sluice.gateway.shadow.MeasuredTightening;
import dev.sluice.gateway.shadow.RatingFile;
import dev.sluice.gateway.shadow.RecentAnswers;
import dev.sluice.gateway.shadow.ShadowEvaluation;
import dev.sluice.gateway.shadow.TypicalAnswers;
import dev.sluice.server.metrics.GatewayMetrics;
import dev.sluice.server.metrics.QualityMetrics;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The part of the object graph that measures quality while the gateway works.
///
/// @param tighten stage: raises the request's thresholds by what was measured
/// @param measure observer: adds the request to what is measured
record ProductionQuality(
    ImmediateStage tighten,
    Observer measure,
    AcceptRates rates,
    TypicalAnswers typical,
    ShadowEvaluation shadow,
    Feedback feedback) {

  /// The ratings' file in the data folder.
  static final String RATINGS = "feedback.jsonl";

  private static final Logger LOG = LoggerFactory.getLogger(ProductionQuality.class);

  /// @param data where ratings are kept, null for nowhere
  static ProductionQuality of(
      ShadowEvaluation.Means means, @Nullable Path data, GatewayMetrics metrics) {
    InstantSource clock = means.clock();
    MeasuredTightening tightening = new MeasuredTightening();
    QualityMetrics meters = new QualityMetrics(metrics, tightening);
    MeasuredQuality quality = new MeasuredQuality(meters);
    AcceptRates rates = new AcceptRates(meters);
    TypicalAnswers typical = new TypicalAnswers();
    RecentAnswers recent = new RecentAnswers(Ticker.systemTicker());
    ShadowEvaluation shadow = new ShadowEvaluation(means, quality, tightening, meters);
    RatingFile file = data == null ? null : new RatingFile(data.resolve(RATINGS));
    Feedback feedback = new Feedback(recent, quality, file, meters::rated, clock);
    recall(feedback);
    metrics.gauge("sluice.shadow.running", "Comparisons in the background.", shadow::running);
    metrics.gauge("sluice.rateable.answers", "Answers that may be rated.", recent::count);
    return new ProductionQuality(
        x -> {
          x.tightenBy(tightening);
          return Step.CONTINUE;
        },
        new MeasureQuality(rates, recent, typical, shadow),
        rates,
        typical,
        shadow,
        feedback);
  }

  /// What callers said before is worth a line in the log, not the start.
  private static void recall(Feedback feedback) {
    try {
      feedback.recall();
    } catch (IOException e) {
      LOG.atWarn().setCause(e).log("earlier ratings cannot be read");
    }
  }
}
