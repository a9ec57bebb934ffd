package dev.sluice.gateway.audit;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/// Intervals by resampling prompts with replacement (Efron and Tibshirani, An Introduction to the
/// Bootstrap, 1993, chapter 13: percentile intervals).
///
/// A prompt is drawn with everything that was measured on it, so that what two policies make of the
/// same prompts is compared pair by pair; each source keeps its number of prompts. All statistics
/// see the same draws. Equal seeds give equal intervals. One thread.
public final class PairedBootstrap {

  /// What reports use.
  public static final int USUAL_DRAWS = 2_000;

  private static final double TAIL = 0.025;

  private final Strata strata;
  private final int[] stratumOf;
  private final int[] sizes;
  private final short[][] draws;
  private final Map<Column, double[][]> means = new HashMap<>();

  /// Draws all resamples.
  ///
  /// @param draws how many
  public PairedBootstrap(Strata strata, int draws, long seed) {
    this.strata = strata;
    this.stratumOf = strata.indices();
    int[][] members =
        IntStream.range(0, strata.count()).mapToObj(this::members).toArray(int[][]::new);
    this.sizes = Arrays.stream(members).mapToInt(source -> source.length).toArray();
    this.draws = new short[draws + 1][];
    this.draws[draws] = new short[stratumOf.length]; // the sample as it is
    Arrays.fill(this.draws[draws], (short) 1);
    SplittableRandom random = new SplittableRandom(seed);
    for (int draw = 0; draw < draws; draw++) {
      this.draws[draw] = resampled(members, random);
    }
  }

  private int[] members(int stratum) {
    return IntStream.range(0, stratumOf.length).filter(i -> stratumOf[i] == stratum).toArray();
  }

  /// How often each prompt was drawn.
  private short[] resampled(int[][] members, SplittableRandom random) {
    short[] counts = new short[stratumOf.length];
    for (int[] source : members) {
      for (int i = 0; i < source.length; i++) {
        counts[source[random.nextInt(source.length)]]++;
      }
    }
    return counts;
  }

  /// The figure of the sample as it is.
  public double estimate(Statistic statistic) {
    return statistic.of(new Drawn(draws.length - 1));
  }

  /// That, and between what 95 % of the resamples lie.
  public Interval interval(Statistic statistic) {
    double[] figures = new double[draws.length - 1];
    for (int draw = 0; draw < figures.length; draw++) {
      figures[draw] = statistic.of(new Drawn(draw));
    }
    Quantiles quantiles = Quantiles.of(figures);
    return new Interval(estimate(statistic), quantiles.at(TAIL), quantiles.at(1 - TAIL));
  }

  /// @return for each draw the mean of each source
  private double[][] means(Column column) {
    double[] values = column.values();
    if (values.length != stratumOf.length) {
      throw new IllegalArgumentException(
          values.length + " values for " + stratumOf.length + " prompts");
    }
    double[][] byDraw = new double[draws.length][sizes.length];
    for (int draw = 0; draw < draws.length; draw++) {
      double[] sums = byDraw[draw];
      short[] counts = draws[draw];
      for (int i = 0; i < values.length; i++) {
        sums[stratumOf[i]] += counts[i] * values[i];
      }
      for (int s = 0; s < sums.length; s++) {
        sums[s] /= sizes[s];
      }
    }
    return byDraw;
  }

  /// The means of one draw.
  private final class Drawn implements Means {
    private final int draw;

    Drawn(int draw) {
      this.draw = draw;
    }

    @Override
    public double mean(Column column, int stratum) {
      return bySource(column)[stratum];
    }

    @Override
    public double mean(Column column) {
      double[] bySource = bySource(column);
      double mean = 0;
      for (int s = 0; s < bySource.length; s++) {
        mean += strata.weights().get(s) * bySource[s];
      }
      return mean;
    }

    private double[] bySource(Column column) {
      return means.computeIfAbsent(column, PairedBootstrap.this::means)[draw];
    }
  }
}
