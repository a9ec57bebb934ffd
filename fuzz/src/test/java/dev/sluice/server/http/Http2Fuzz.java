package dev.sluice.server.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/// Sends any bytes behind the preface of HTTP/2, whole and in halves: nothing is thrown or logged,
/// everything is given back, and a silent connection is closed.
public final class Http2Fuzz {

  private static final Edge EDGE = new Edge();

  /// Preface and empty SETTINGS.
  private static final byte[] BEGIN =
      "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0".getBytes(ISO_8859_1);

  private Http2Fuzz() {}

  /// What is loaded on first use is not counted as the first input's time.
  public static void fuzzerInitialize() {
    EDGE.talkHttp2(List.of(BEGIN));
  }

  public static void fuzzerTestOneInput(byte[] input) {
    int half = input.length / 2;
    byte[] whole = ByteBuffer.allocate(BEGIN.length + input.length).put(BEGIN).put(input).array();
    EDGE.talkHttp2(List.of(whole));
    EDGE.talkHttp2(
        List.of(BEGIN, Arrays.copyOf(input, half), Arrays.copyOfRange(input, half, input.length)));
  }
}
