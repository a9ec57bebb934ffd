package dev.sluice.gateway.idempotency;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// The SHA-256 of a request body, byte for byte: a client that tries again sends the same bytes.
record Fingerprint(long a, long b, long c, long d) {

  static Fingerprint of(byte[] body) {
    ByteBuffer digest = ByteBuffer.wrap(sha256().digest(body));
    return new Fingerprint(digest.getLong(), digest.getLong(), digest.getLong(), digest.getLong());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
