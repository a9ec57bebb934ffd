package dev.sluice.gateway.shadow;

/// Whether a request is in the sample: decided by its id alone, so that it can be told afterwards,
/// and the sample of a smaller share is part of that of a larger one.
final class Sampled {

  private static final double UNIT = 0x1.0p-53;

  private Sampled() {}

  /// @param share 0…1
  static boolean isIn(String id, double share) {
    return place(id) < share;
  }

  /// Where the id stands between 0 and 1: FNV-1a, mixed by the finisher of SplitMix64 (Steele, Lea,
  /// Flood 2014), since ids of one millisecond differ in few characters.
  static double place(String id) {
    long hash = 0xcbf29ce484222325L;
    for (int i = 0; i < id.length(); i++) {
      hash = (hash ^ id.charAt(i)) * 0x100000001b3L;
    }
    hash = (hash ^ (hash >>> 30)) * 0xbf58476d1ce4e5b9L;
    hash = (hash ^ (hash >>> 27)) * 0x94d049bb133111ebL;
    hash ^= hash >>> 31;
    return (double) (hash >>> 11) * UNIT;
  }
}
