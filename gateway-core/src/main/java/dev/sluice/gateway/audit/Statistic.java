package dev.sluice.gateway.audit;

/// A figure that follows from means; NaN where they leave it open.
@FunctionalInterface
public interface Statistic {

  double of(Means means);
}
