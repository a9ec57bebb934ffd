package dev.sluice.server.report;

import java.util.List;
import java.util.stream.Collectors;

/// Writes comma-separated values (RFC 4180, lines end with a line feed).
final class Csv {

  private Csv() {}

  static String line(List<String> fields) {
    return fields.stream().map(Csv::field).collect(Collectors.joining(",", "", "\n"));
  }

  private static String field(String text) {
    boolean plain = text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
  }
}
