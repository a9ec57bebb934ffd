package dev.sluice.gateway.chat;

import java.nio.charset.StandardCharsets;

/// The `stream_options` object of a request.
public final class StreamOptions {

  private static final String INCLUDE = "include_usage";

  private StreamOptions() {}

  static boolean includesUsage(String json) {
    try {
      return ScannedObject.of(json.getBytes(StandardCharsets.UTF_8)).kind(INCLUDE) == 't';
    } catch (MalformedJson e) {
      return false; // null, or nothing an SDK sends
    }
  }

  /// The same object with `include_usage` on, everything else as the client wrote it.
  public static String withUsage(String json) {
    byte[] in = json.getBytes(StandardCharsets.UTF_8);
    try {
      for (Field field : JsonScanner.scan(in)) {
        if (field.name().equals(INCLUDE)) {
          return new String(in, 0, field.valueStart(), StandardCharsets.UTF_8)
              + "true"
              + new String(
                  in, field.valueEnd(), in.length - field.valueEnd(), StandardCharsets.UTF_8);
        }
      }
    } catch (MalformedJson e) {
      return "{\"include_usage\":true}"; // null, or nothing an SDK sends
    }
    String rest = json.substring(1).stripLeading();
    return "{\"include_usage\":true" + (rest.startsWith("}") ? "" : ",") + rest;
  }
}
