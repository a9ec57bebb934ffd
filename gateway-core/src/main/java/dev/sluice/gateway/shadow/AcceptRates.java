package dev.sluice.gateway.shadow;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// How often the gate accepts each rung's answers, and the alarm when that changes. Any thread.
public final class AcceptRates {

  private static final Logger LOG = LoggerFactory.getLogger(AcceptRates.class);

  /// One rung's rate as metrics show it.
  public interface Rate {

    /// In the long run, or NaN where too little is known.
    double mean();

    /// Of the last 200 decisions that make a block, or NaN.
    double recent();

    /// -1 while the rate is lower than it was, 1 while it is higher, else 0.
    int alarm();
  }

  /// Hears of each rung once, with its first decision.
  @FunctionalInterface
  public interface Appearing {
    void appeared(Rung rung, Rate rate);
  }

  private final Map<Rung, DriftWatch> watches = new ConcurrentHashMap<>();
  private final Appearing appearing;

  public AcceptRates(Appearing appearing) {
    this.appearing = appearing;
  }

  /// The gate has judged an answer that was not the last step's.
  void add(Rung rung, boolean accepted) {
    DriftWatch watch = watches.computeIfAbsent(rung, this::first);
    switch (watch.add(accepted)) {
      case NONE -> {}
      case BEGAN ->
          LOG.atWarn()
              .addKeyValue("task", rung.task().wireName())
              .addKeyValue("tier", rung.tier().wireName())
              .addKeyValue("accept_rate", watch.recent())
              .addKeyValue("long_run", watch.mean())
              .log("the accept rate has drifted: prompts or a model have changed");
      case ENDED ->
          LOG.atInfo()
              .addKeyValue("task", rung.task().wireName())
              .addKeyValue("tier", rung.tier().wireName())
              .addKeyValue("accept_rate", watch.recent())
              .log("the accept rate is what it usually is");
    }
  }

  private DriftWatch first(Rung rung) {
    DriftWatch watch = new DriftWatch();
    appearing.appeared(rung, new Shown(watch));
    return watch;
  }

  /// The share of a rung's answers that the gate accepts, and how sure that is.
  public Interval of(Rung rung) {
    DriftWatch watch = watches.get(rung);
    return watch == null ? Interval.UNKNOWN : watch.rate();
  }

  /// How many decisions that rests on.
  public long count(Rung rung) {
    DriftWatch watch = watches.get(rung);
    return watch == null ? 0 : watch.count();
  }

  private record Shown(DriftWatch watch) implements Rate {

    @Override
    public double mean() {
      return watch.mean();
    }

    @Override
    public double recent() {
      return watch.recent();
    }

    @Override
    public int alarm() {
      return watch.alarm();
    }
  }
}
