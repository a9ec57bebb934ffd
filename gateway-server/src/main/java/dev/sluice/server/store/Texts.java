package dev.sluice.server.store;

import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/// Texts and times as a database takes them.
final class Texts {

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final TypeReference<TreeMap<String, String>> TAGS = new TypeReference<>() {};
  private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");
  private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999999Z");

  private Texts() {}

  /// The text without what PostgreSQL cannot keep: one bad text would block the ledger for good.
  static String storable(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == 0 || Character.isSurrogate(c)) {
        return replaced(text);
      }
    }
    return text;
  }

  static String tags(Map<String, String> tags) {
    return storable(JSON.writeValueAsString(tags));
  }

  static Map<String, String> tags(String json) {
    return JSON.readValue(json, TAGS);
  }

  /// The time, or the end of the years that are kept.
  static Instant bounded(Instant time) {
    return time.isBefore(EARLIEST) ? EARLIEST : time.isAfter(LATEST) ? LATEST : time;
  }

  static long micros(Instant time) {
    Instant t = bounded(time);
    return t.getEpochSecond() * 1_000_000 + t.getNano() / 1000;
  }

  static Instant time(long micros) {
    return Instant.ofEpochSecond(
        Math.floorDiv(micros, 1_000_000), Math.floorMod(micros, 1_000_000) * 1000L);
  }

  /// Half of a pair of surrogates and the character 0 become the replacement character.
  private static String replaced(String text) {
    StringBuilder clean = new StringBuilder(text.length());
    text.codePoints()
        .map(c -> c == 0 || (c >= 0xd800 && c <= 0xdfff) ? 0xfffd : c)
        .forEach(clean::appendCodePoint);
    return clean.toString();
  }
}
