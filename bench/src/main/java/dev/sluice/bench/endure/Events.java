package dev.sluice.bench.endure;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;

/// A stream that a client read to its end, and whether it was all there.
///
/// @param contents events with content
/// @param inOrder whether the contents were 0, 1, 2, …
/// @param chars of content
/// @param done whether `[DONE]` came, and nothing behind it but the body's clean end
record Events(int contents, boolean inOrder, long chars, boolean done) {

  private static final String CONTENT = "\"delta\":{\"content\":\"";

  /// Reads to the end.
  ///
  /// @throws IOException when the body is cut
  static Events read(InputStream body) throws IOException {
    BufferedReader lines = new BufferedReader(new InputStreamReader(body, ISO_8859_1), 1 << 16);
    int contents = 0;
    boolean inOrder = true;
    long chars = 0;
    boolean done = false;
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      int at = line.indexOf(CONTENT);
      if (at >= 0) {
        int from = at + CONTENT.length();
        int to = line.indexOf('"', from);
        inOrder &= line.regionMatches(from, contents + " ", 0, to - from);
        contents++;
        chars += to - from;
      }
      done = line.equals("data: [DONE]") || (done && line.isEmpty());
    }
    return new Events(contents, inOrder, chars, done);
  }
}
