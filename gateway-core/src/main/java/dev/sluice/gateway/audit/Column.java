package dev.sluice.gateway.audit;

import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/// One measured value of every prompt of a sample, in the sample's order.
///
/// Two columns are equal only when they are the same one: means are remembered by column.
public final class Column {

  private final double[] values;

  public Column(double[] values) {
    this.values = values.clone();
  }

  /// The column whose value at each index a function tells.
  public static Column of(int size, IntToDoubleFunction value) {
    return new Column(IntStream.range(0, size).mapToDouble(value).toArray());
  }

  public int size() {
    return values.length;
  }

  public double at(int index) {
    return values[index];
  }

  double[] values() {
    return values;
  }
}
