package dev.sluice.gateway.audit;

/// The means of columns over one sample or resample.
public interface Means {

  /// Of one source.
  double mean(Column column, int stratum);

  /// Of all sources by their weights.
  double mean(Column column);
}
