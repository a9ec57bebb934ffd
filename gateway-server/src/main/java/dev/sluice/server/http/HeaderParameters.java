package dev.sluice.server.http;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// A header value of the form `type; name=value; name="value"`, read so that nobody can read it
/// otherwise: what is written twice, extended (`name*`, but for `filename*`), or escaped with a
/// backslash is refused.
///
/// @param type in lower case
/// @param values by their names in lower case
record HeaderParameters(String type, Map<String, String> values) {

  HeaderParameters {
    values = Map.copyOf(values);
  }

  static Optional<HeaderParameters> parse(String header) {
    int end = header.indexOf(';');
    String type = (end < 0 ? header : header.substring(0, end)).strip().toLowerCase(Locale.ROOT);
    Map<String, String> values = new HashMap<>();
    String rest = end < 0 ? "" : header.substring(end);
    while (!rest.isBlank()) {
      int equals = rest.indexOf('=');
      if (rest.charAt(0) != ';' || equals < 0) {
        return Optional.empty();
      }
      String name = rest.substring(1, equals).strip().toLowerCase(Locale.ROOT);
      String after = rest.substring(equals + 1).stripLeading();
      int length = valueLength(after);
      if (length < 0 || !isToken(name)) {
        return Optional.empty();
      }
      String value = after.substring(0, length);
      String bare = value.startsWith("\"") ? value.substring(1, length - 1) : value.strip();
      if (values.putIfAbsent(name, bare) != null) {
        return Optional.empty();
      }
      rest = after.substring(length).stripLeading();
    }
    return Optional.of(new HeaderParameters(type, values));
  }

  /// The length of the value at the start, quotes included; negative where it is malformed.
  private static int valueLength(String text) {
    if (!text.startsWith("\"")) {
      int end = text.indexOf(';');
      String bare = end < 0 ? text : text.substring(0, end);
      return bare.indexOf('"') >= 0 || bare.isBlank() ? -1 : bare.length();
    }
    int close = text.indexOf('"', 1);
    return close < 0 || text.charAt(close - 1) == '\\' ? -1 : close + 1;
  }

  private static boolean isToken(String name) {
    return name.equals("filename*") || name.matches("[a-z0-9_-]+");
  }
}
