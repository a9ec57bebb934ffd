package dev.sluice.gateway.config;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/// Reads any text as a configuration: it is taken, or each problem is told; nothing else.
public final class ConfigFuzz {

  private static final Map<String, String> ENVIRONMENT = Map.of("KEY", "secret", "PORT", "0");

  private ConfigFuzz() {}

  public static void fuzzerTestOneInput(byte[] input) {
    String text = new String(input, StandardCharsets.UTF_8);
    switch (ConfigLoader.parse(text, "fuzz.yaml", ENVIRONMENT)) {
      case Loaded.Ok ok -> check(!ok.config().version().isEmpty(), "a configuration has a version");
      case Loaded.Invalid invalid -> check(!invalid.problems().isEmpty(), "a problem is told");
    }
  }

  private static void check(boolean holds, String what) {
    if (!holds) {
      throw new AssertionError(what);
    }
  }
}
