package dev.sluice.server.http;

import java.time.InstantSource;
import java.util.random.RandomGenerator;

/// A source of ULIDs: 48 bits of milliseconds and 80 random bits in 26 letters of Crockford's
/// base32.
///
/// Ids of one source ascend: within a millisecond, and while the clock stands or runs backwards,
/// the random part is counted up. Any thread. (github.com/ulid/spec)
public final class Ulid {

  private static final char[] LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ".toCharArray();
  private static final long LOW_40 = (1L << 40) - 1;

  private final InstantSource clock;
  private final RandomGenerator random;
  private long millis = -1;
  private long high; // the upper 40 of the random bits
  private long low;

  public Ulid(InstantSource clock, RandomGenerator random) {
    this.clock = clock;
    this.random = random;
  }

  public synchronized String next() {
    long now = clock.millis();
    if (now > millis) {
      millis = now;
      high = random.nextLong() & LOW_40;
      low = random.nextLong() & LOW_40;
    } else {
      countUp();
    }
    char[] text = new char[26];
    write(text, 0, 10, millis);
    write(text, 10, 8, high);
    write(text, 18, 8, low);
    return new String(text);
  }

  private void countUp() {
    low = (low + 1) & LOW_40;
    if (low == 0) {
      high = (high + 1) & LOW_40;
      millis = high == 0 ? millis + 1 : millis;
    }
  }

  private static void write(char[] text, int from, int letters, long value) {
    for (int i = letters - 1; i >= 0; i--) {
      text[from + i] = LETTERS[(int) (value >>> (5 * (letters - 1 - i))) & 31];
    }
  }
}
