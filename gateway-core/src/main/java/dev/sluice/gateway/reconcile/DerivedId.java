package dev.sluice.gateway.reconcile;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Arrays;

/// Ids in the form of ULIDs that follow from what they name: the same correction has the same id,
/// so that the ledger takes it once, whoever adds it and however often.
final class DerivedId {

  private static final String LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  private static final int LENGTH = 26;
  private static final int RANDOM_BYTES = 10;
  private static final long MOST_MILLIS = (1L << 48) - 1;

  private DerivedId() {}

  /// 48 bits of the time in milliseconds, then 80 bits of a digest of the text.
  static String of(Instant time, String text) {
    long millis = Math.clamp(time.toEpochMilli(), 0, MOST_MILLIS);
    BigInteger bits =
        BigInteger.valueOf(millis)
            .shiftLeft(8 * RANDOM_BYTES)
            .or(new BigInteger(1, Arrays.copyOf(sha256(text), RANDOM_BYTES)));
    char[] letters = new char[LENGTH];
    for (int i = LENGTH - 1; i >= 0; i--) {
      letters[i] = LETTERS.charAt(bits.intValue() & 31);
      bits = bits.shiftRight(5);
    }
    return new String(letters);
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
