package dev.sluice.server.evaluate;

/// Which prompts of a set are taken.
///
/// @param limit at most so many of each set, evenly spread; 0 for all
/// @param part which part of them, from 1
/// @param parts in how many parts sets are cut
public record Choice(int limit, int part, int parts) {

  /// Everything.
  public static final Choice ALL = new Choice(0, 1, 1);

  public Choice {
    if (limit < 0 || part < 1 || part > parts) {
      throw new IllegalArgumentException(part + " of " + parts + ", limit " + limit);
    }
  }

  /// By its id, so that the parts stay the same whatever else is chosen.
  boolean takes(String id) {
    return Math.floorMod(id.hashCode(), parts) == part - 1;
  }
}
