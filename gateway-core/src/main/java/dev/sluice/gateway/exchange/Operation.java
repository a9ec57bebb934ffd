package dev.sluice.gateway.exchange;

/// What the caller wants done; the closed label set of the metrics.
public enum Operation {
  CHAT("chat", "/chat/completions"),
  COMPLETION("completion", "/completions"),
  EMBEDDING("embedding", "/embeddings"),
  PASSTHROUGH("passthrough", "");

  private final String wireName;
  private final String path;

  Operation(String wireName, String path) {
    this.wireName = wireName;
    this.path = path;
  }

  public String wireName() {
    return wireName;
  }

  /// The path below a provider's base URL; empty where the client's own is used.
  public String path() {
    return path;
  }
}
