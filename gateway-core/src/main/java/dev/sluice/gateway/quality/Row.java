package dev.sluice.gateway.quality;

/// The numbers that signals write, in their order.
final class Row {

  private final float[] values;
  private int size;

  Row(int width) {
    values = new float[width];
  }

  Row add(double value) {
    values[size++] = (float) value;
    return this;
  }

  Row add(boolean holds) {
    return add(holds ? 1 : 0);
  }

  float[] values() {
    if (size != values.length) {
      throw new IllegalStateException(size + " of " + values.length + " features were written");
    }
    return values;
  }
}
