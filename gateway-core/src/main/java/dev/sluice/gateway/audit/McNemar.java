package dev.sluice.gateway.audit;

/// The exact test whether two models are right equally often on the same prompts (McNemar, 1947):
/// of the prompts that only one of them got right, each should have half.
public final class McNemar {

  private McNemar() {}

  /// The two-sided p-value; 1 where they never differ.
  ///
  /// @param onlyFirst prompts that only the first got right
  /// @param onlySecond prompts that only the second got right
  public static double pValue(int onlyFirst, int onlySecond) {
    if (onlyFirst < 0 || onlySecond < 0) {
      throw new IllegalArgumentException(onlyFirst + ", " + onlySecond);
    }
    int differing = onlyFirst + onlySecond;
    int fewer = Math.min(onlyFirst, onlySecond);
    double logTerm = -differing * Math.log(2); // of the binomial probability of k, from k = 0
    double tail = 0;
    for (int k = 0; k <= fewer; k++) {
      tail += Math.exp(logTerm);
      logTerm += Math.log((double) (differing - k) / (k + 1));
    }
    return Math.min(1, 2 * tail);
  }
}
