package dev.sluice.server.admin;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLDecoder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The parameters of a query, each known and given once.
final class QueryString {

  private final Map<String, String> values = new LinkedHashMap<>();

  /// @throws Refused when a parameter is unknown, twice there or wrongly encoded
  QueryString(String query, List<String> known) {
    for (String pair : query.isEmpty() ? new String[0] : query.split("&", -1)) {
      int equals = pair.indexOf('=');
      String name = decoded(equals < 0 ? pair : pair.substring(0, equals));
      String value = equals < 0 ? "" : decoded(pair.substring(equals + 1));
      if (!known.contains(name)) {
        throw Refused.badRequest(
            name, "There is no parameter '" + name + "'; there are " + known + ".");
      }
      if (values.put(name, value) != null) {
        throw Refused.badRequest(name, "The parameter '" + name + "' is there twice.");
      }
    }
  }

  @Nullable String get(String name) {
    String value = values.get(name);
    return value == null || value.isEmpty() ? null : value;
  }

  String get(String name, String otherwise) {
    String value = get(name);
    return value == null ? otherwise : value;
  }

  static String decoded(String text) {
    try {
      return URLDecoder.decode(text, UTF_8);
    } catch (IllegalArgumentException e) {
      throw Refused.badRequest(null, "The URL is wrongly encoded.");
    }
  }
}
