package dev.sluice.gateway.cache;

import dev.sluice.gateway.chat.CanonicalForm;
import dev.sluice.gateway.config.CompressionConfig;
import dev.sluice.gateway.exchange.Exchange;
import dev.sluice.gateway.exchange.Plan;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Set;

/// The SHA-256 of one question: who may share its answer, and everything that can change it.
///
/// That is the scope, the operation, what the asked name resolved to, the configuration's version,
/// how the prompt is compressed, and the canonical form of the body. Every field of the body
/// counts, unknown ones too, but for [#IRRELEVANT].
record CacheKey(long a, long b, long c, long d) {

  /// Fields that no provider lets change the answer: how it is delivered, for whom it is booked,
  /// where the provider keeps its own prefix cache. The end user counts where the scope says so.
  static final Set<String> IRRELEVANT =
      Set.of(
          "stream",
          "stream_options",
          "sluice",
          "user",
          "safety_identifier",
          "metadata",
          "store",
          "prompt_cache_key",
          "prompt_cache_options",
          "prompt_cache_retention");

  static CacheKey of(Exchange x) {
    MessageDigest sha256 = sha256();
    CacheScope scope = CacheScope.of(x);
    sha256.update((byte) scope.parts().size());
    scope.parts().forEach(part -> add(sha256, part));
    Plan plan = x.plan();
    add(sha256, x.operation().wireName());
    add(sha256, plan.asked());
    add(sha256, plan.kind().name());
    add(sha256, plan.bias().name());
    add(sha256, x.config().version());
    add(sha256, compression(x).name());
    add(sha256, CanonicalForm.of(x.request(), IRRELEVANT::contains));
    ByteBuffer digest = ByteBuffer.wrap(sha256.digest());
    return new CacheKey(digest.getLong(), digest.getLong(), digest.getLong(), digest.getLong());
  }

  /// A rewritten prompt may be answered otherwise; an explicit model's is rewritten only on demand.
  private static CompressionConfig.Mode compression(Exchange x) {
    CompressionConfig.Mode asked = x.options().compress();
    if (asked != null) {
      return asked;
    }
    return x.plan().isRouted() ? x.config().compression().mode() : CompressionConfig.Mode.OFF;
  }

  private static void add(MessageDigest digest, String part) {
    add(digest, part.getBytes(StandardCharsets.UTF_8));
  }

  /// Length first, so that the parts cannot run into each other.
  private static void add(MessageDigest digest, byte[] part) {
    digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(part.length).flip());
    digest.update(part);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
