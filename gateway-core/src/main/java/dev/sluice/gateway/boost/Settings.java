package dev.sluice.gateway.boost;

/// How trees are fitted.
///
/// @param bags how many fits, each with other shares, are averaged
/// @param trees how many in a fit
/// @param depth splits from the root to a leaf
/// @param rate share of each tree's correction that is applied
/// @param leastRows weight of rows below which a leaf is not made
/// @param ridge penalty on leaf values
/// @param rowShare share of rows that each tree sees
/// @param featureShare share of features that each tree sees
/// @param seed what the shares are drawn with; same seed, same trees
public record Settings(
    int bags,
    int trees,
    int depth,
    double rate,
    double leastRows,
    double ridge,
    double rowShare,
    double featureShare,
    long seed) {

  /// Many weak trees that see a third of the features each; three times over.
  public static final Settings DEFAULT = new Settings(3, 300, 4, 0.03, 20, 10, 0.7, 0.35, 20261125);

  /// A quick look at a few features.
  public static final Settings SMALL = new Settings(1, 100, 3, 0.1, 20, 10, 1, 1, 20261125);

  /// The same with other shares.
  Settings bag(int bag) {
    return new Settings(
        1, trees, depth, rate, leastRows, ridge, rowShare, featureShare, seed + bag);
  }

  public Settings {
    if (bags < 1 || trees < 1 || depth < 1 || depth > 8 || rate <= 0 || ridge < 0) {
      throw new IllegalArgumentException("a setting is out of range");
    }
  }
}
