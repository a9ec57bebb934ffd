package dev.sluice.gateway.config;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/// A key or token that never shows itself: `toString` is masked.
public final class Secret {

  private final String value;

  public Secret(String value) {
    this.value = value;
  }

  /// The plain value; only for the place that sends or compares it.
  public String reveal() {
    return value;
  }

  /// Whether both are equal, in time that does not depend on where they differ.
  public boolean matches(String candidate) {
    return MessageDigest.isEqual(
        value.getBytes(StandardCharsets.UTF_8), candidate.getBytes(StandardCharsets.UTF_8));
  }

  public boolean isEmpty() {
    return value.isEmpty();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Secret secret && matches(secret.value);
  }

  @Override
  public int hashCode() {
    return value.hashCode();
  }

  @Override
  public String toString() {
    return "***";
  }
}
