package dev.sluice.gateway.chat;

/// The tokens of one answer in disjoint buckets: each token is counted in exactly one.
///
/// @param input prompt tokens that were neither read from nor written to the provider's cache
/// @param cachedInput prompt tokens read from the provider's cache
/// @param cacheWrite prompt tokens written to it, where the provider bills them apart
/// @param output visible completion tokens
/// @param reasoning hidden completion tokens
public record Usage(long input, long cachedInput, long cacheWrite, long output, long reasoning) {

  public static final Usage NONE = new Usage(0, 0, 0, 0, 0);

  public Usage {
    if (input < 0 || cachedInput < 0 || cacheWrite < 0 || output < 0 || reasoning < 0) {
      throw new IllegalArgumentException("negative token count");
    }
  }

  /// All prompt tokens, however they are priced.
  public long allInput() {
    return input + cachedInput + cacheWrite;
  }

  /// All completion tokens, hidden ones included.
  public long allOutput() {
    return output + reasoning;
  }

  public Usage plus(Usage other) {
    return new Usage(
        input + other.input,
        cachedInput + other.cachedInput,
        cacheWrite + other.cacheWrite,
        output + other.output,
        reasoning + other.reasoning);
  }
}
