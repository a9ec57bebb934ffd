package dev.sluice.gateway.config;

import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Replaces `${VAR}` and `${VAR:-default}` by the environment; an empty variable counts as unset.
final class Variables {

  private static final Pattern REFERENCE =
      Pattern.compile("\\$\\{([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?\\}");

  private final Map<String, String> environment;

  Variables(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  /// The text with all references replaced; each unresolved one is reported by name and left empty.
  String resolve(String text, Consumer<String> unresolved) {
    if (!text.contains("${")) {
      return text;
    }
    Matcher matcher = REFERENCE.matcher(text);
    StringBuilder out = new StringBuilder();
    while (matcher.find()) {
      String value = value(matcher.group(1), matcher.group(2));
      if (value == null) {
        unresolved.accept(matcher.group(1));
      }
      matcher.appendReplacement(out, Matcher.quoteReplacement(value == null ? "" : value));
    }
    return matcher.appendTail(out).toString();
  }

  private @Nullable String value(String name, @Nullable String fallback) {
    String set = environment.get(name);
    return set != null && !set.isEmpty() ? set : fallback;
  }
}
