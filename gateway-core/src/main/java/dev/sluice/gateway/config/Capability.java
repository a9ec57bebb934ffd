package dev.sluice.gateway.config;

/// What a request may need of a model beyond plain text.
public enum Capability {
  TOOLS("tools"),
  VISION("vision"),
  JSON_SCHEMA("json_schema"),
  AUDIO("audio");

  private final String wireName;

  Capability(String wireName) {
    this.wireName = wireName;
  }

  public String wireName() {
    return wireName;
  }
}
