package dev.sluice.gateway.shadow;

import dev.sluice.gateway.exchange.Tightening;
import dev.sluice.gateway.terms.TaskType;
import dev.sluice.gateway.terms.Tier;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Raises thresholds where less quality is measured than they promise, and lowers them again where
/// more is. Any thread.
///
/// A threshold of 0.8 promises that an accepted answer is good with at least that probability, so
/// that of many accepted answers at least that share is good. After every [#BATCH] verdicts of a
/// rung since its last change, their share's 95 % interval is looked at: all of it below the mean
/// of what was promised for these answers raises the offset by [#STEP], all of it above lowers it.
/// Then counting begins anew, since older answers were accepted at the older threshold. The offset
/// is never negative and at most [#MOST]; a restart forgets it.
public final class MeasuredTightening implements Tightening {

  static final int BATCH = 50;
  static final double STEP = 0.02;
  static final double MOST = 0.15;

  private static final Logger LOG = LoggerFactory.getLogger(MeasuredTightening.class);

  private final Map<Rung, Since> rungs = new ConcurrentHashMap<>();

  @Override
  public double offset(TaskType task, Tier tier) {
    Since since = rungs.get(new Rung(task, tier));
    return since == null ? 0 : since.offset;
  }

  /// One more accepted answer was judged.
  ///
  /// @param promised the threshold without any offset that its request asked for, 0…1
  void add(Rung rung, boolean good, double promised) {
    Since since = rungs.computeIfAbsent(rung, _ -> new Since());
    double before = since.offset;
    double after = since.add(good, promised);
    if (after != before) {
      LOG.atInfo()
          .addKeyValue("task", rung.task().wireName())
          .addKeyValue("tier", rung.tier().wireName())
          .addKeyValue("offset", after)
          .log(
              after > before
                  ? "less quality is measured than promised: threshold raised"
                  : "more quality is measured than promised: threshold lowered");
    }
  }

  /// The verdicts since the last change. At most [Verdicts#MOST] of them: then older ones count
  /// half.
  private static final class Since {
    private volatile double offset;
    private long all;
    private long good;
    private double promised;

    synchronized double add(boolean isGood, double promise) {
      all++;
      good += isGood ? 1 : 0;
      promised += promise;
      if (all % BATCH == 0) {
        look();
      }
      if (all >= Verdicts.MOST) {
        all /= 2;
        good /= 2;
        promised /= 2;
      }
      return offset;
    }

    private void look() {
      Interval measured = Interval.of(good, all);
      double mean = promised / (double) all;
      if (measured.upper() < mean && offset < MOST) {
        change(Math.min(MOST, offset + STEP));
      } else if (measured.lower() > mean && offset > 0) {
        change(Math.max(0, offset - STEP));
      }
    }

    private void change(double to) {
      offset = Math.round(to * 1e6) / 1e6; // steps up and down meet at 0
      all = 0;
      good = 0;
      promised = 0;
    }
  }
}
