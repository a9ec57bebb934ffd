package dev.sluice.server;

import dev.sluice.gateway.chat.AnswerReader;
import dev.sluice.gateway.chat.Usage;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Finds the usage in an answer of unknown kind: a JSON body, or the last event of a stream that
/// has one. Event loop only; keeps a bounded part of the answer.
final class UsageTail {

  private static final int LONGEST_BODY = 1 << 20;

  private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
  private boolean cut;

  void add(byte[] data) {
    if (kept.size() + data.length > LONGEST_BODY) {
      kept.reset();
      cut = true;
    }
    if (data.length <= LONGEST_BODY) {
      kept.writeBytes(data);
    }
  }

  /// The usage, or null where none was found.
  @Nullable Usage usage() {
    byte[] body = kept.toByteArray();
    if (!cut && body.length > 0 && body[0] == '{') {
      return AnswerReader.usage(body).orElse(null);
    }
    String text = new String(body, StandardCharsets.UTF_8);
    Usage last = null;
    for (String line : text.lines().toList()) {
      if (line.startsWith("data:") && line.contains("\"usage\"")) {
        byte[] event = line.substring("data:".length()).getBytes(StandardCharsets.UTF_8);
        last = AnswerReader.usage(event).orElse(last);
      }
    }
    return last;
  }
}
