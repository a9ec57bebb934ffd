package dev.sluice.server.wire;

import dev.sluice.server.e2e.Chats;
import dev.sluice.server.e2e.Setup;

/// Virtual keys, and a gateway that knows them.
final class Callers {

  /// May use every model, but no stored objects.
  static final String ANY_MODEL = "sk-any-canary-0123456789abcdef";

  /// May use `auto` and `qwen`.
  static final String NARROW = "sk-narrow-canary-0123456789abcdef";

  /// May also reach stored objects.
  static final String STORED = "sk-stored-canary-0123456789abcdef";

  /// Was good once.
  static final String EXPIRED = "sk-expired-canary-0123456789abcdef";

  static final String NOBODY = "sk-nobody-canary-0123456789abcdef";

  private static final String KEYS =
      """
      cache: {exact: off}
      keys:
        - {name: any, key: %s}
        - {name: narrow, key: %s, models: [auto, qwen]}
        - {name: stored, key: %s, passthrough: true}
        - {name: expired, key: %s, expires: 2026-01-01}
      """
          .formatted(ANY_MODEL, NARROW, STORED, EXPIRED);

  private Callers() {}

  static Setup setup() {
    return Stand.setup().with("cache: {exact: off}\n", KEYS);
  }

  /// The request with this key, unless it carries one.
  static Ask as(String key, Ask ask) {
    return ask.with("authorization", "Bearer " + key);
  }

  /// A request that is answered.
  static Ask good() {
    return Ask.chat(Chats.of("openai", Chats.QUESTION));
  }
}
