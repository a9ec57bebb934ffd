package dev.sluice.gateway.audit;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/// P-values of several tests at once, raised so that all of them together err as seldom as one
/// (Holm, 1979).
public final class Holm {

  private Holm() {}

  /// The adjusted values, in the order of the given ones.
  public static List<Double> adjusted(List<Double> pValues) {
    int tests = pValues.size();
    List<Integer> order =
        IntStream.range(0, tests).boxed().sorted(Comparator.comparing(pValues::get)).toList();
    Double[] adjusted = new Double[tests];
    double so = 0;
    for (int rank = 0; rank < tests; rank++) {
      int test = order.get(rank);
      so = Math.max(so, Math.min(1, (tests - rank) * pValues.get(test)));
      adjusted[test] = so;
    }
    return List.of(adjusted);
  }
}
