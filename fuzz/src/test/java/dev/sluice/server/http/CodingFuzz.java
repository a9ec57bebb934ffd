package dev.sluice.server.http;

import dev.sluice.gateway.config.LimitConfig;
import dev.sluice.server.http.ContentCoding.Decoded;

/// Decompresses any bytes: what comes out is bounded, and its room is counted to the byte.
public final class CodingFuzz {

  private static final int LIMIT = 1 << 20;

  private CodingFuzz() {}

  public static void fuzzerTestOneInput(byte[] input) {
    for (ContentCoding coding : ContentCoding.values()) {
      Admission admission = new Admission(() -> new LimitConfig(1, 2L * LIMIT));
      int held =
          switch (coding.decode(input, LIMIT, admission)) {
            case Decoded.Body body -> body.bytes().length;
            case Decoded.Refused refused -> 0;
          };
      Edge.check(held <= LIMIT, "beyond the limit");
      Edge.check(held <= Math.max(64 * 1024, 100 * input.length), "beyond the ratio");
      Edge.check(admission.bytes() == held, "room is counted wrongly");
    }
  }
}
