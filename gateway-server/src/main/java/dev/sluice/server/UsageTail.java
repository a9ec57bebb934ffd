package dev.sluice.server;

import dev.sluice.gateway.chat.AnswerReader;
import dev.sluice.gateway.chat.Usage;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Finds the usage in an answer of unknown kind: a JSON object, or the last event of a stream that
/// has one. Event loop only.
///
/// Of a longer answer only its last part is kept: an object of that size tells nothing, nor does an
/// event that is longer than [#LEAST_KEPT].
final class UsageTail {

  static final int MOST_KEPT = 1 << 20;
  static final int LEAST_KEPT = MOST_KEPT / 2;

  private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
  private boolean cut;

  void add(byte[] data) {
    if (kept.size() + data.length > MOST_KEPT) {
      cut = true;
      keepLast(data);
    } else {
      kept.writeBytes(data);
    }
  }

  private void keepLast(byte[] data) {
    byte[] before = kept.toByteArray();
    int ofData = Math.min(data.length, LEAST_KEPT);
    int ofBefore = Math.min(before.length, LEAST_KEPT - ofData);
    kept.reset();
    kept.write(before, before.length - ofBefore, ofBefore);
    kept.write(data, data.length - ofData, ofData);
  }

  /// The usage, or null where none was found.
  @Nullable Usage usage() {
    byte[] body = kept.toByteArray();
    String text = new String(body, StandardCharsets.UTF_8);
    if (!cut && text.stripLeading().startsWith("{")) {
      return AnswerReader.usage(body).orElse(null);
    }
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
