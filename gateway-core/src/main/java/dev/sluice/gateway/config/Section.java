package dev.sluice.gateway.config;

import dev.sluice.gateway.money.Usd;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/// One mapping of the file with typed readers; what is wrong is noted and a default goes on.
///
/// Every key that is asked for counts as known; [#done] reports the rest.
final class Section {

  private static final BigDecimal MOST_DOLLARS = BigDecimal.valueOf(1_000_000_000);

  private static final Pattern DURATION = Pattern.compile("(\\d+)\\s*(ms|s|m|h|d)");
  private static final Pattern SIZE = Pattern.compile("(\\d+)\\s*(B|KB|MB|GB|KiB|MiB|GiB)?");

  private final Reading reading;
  private final String path;
  private final Map<String, Node> values = new LinkedHashMap<>();
  private final Map<String, Node> names = new LinkedHashMap<>();
  private final Set<String> known = new TreeSet<>();

  Section(Reading reading, String path, @Nullable Node node) {
    this.reading = reading;
    this.path = path;
    if (node instanceof MappingNode mapping) {
      mapping.getValue().forEach(this::add);
    } else if (node != null && !Reading.isNull(node)) {
      reading.problem(node, "'" + path + "' must be a mapping of keys to values");
    }
  }

  private void add(NodeTuple tuple) {
    if (tuple.getKeyNode() instanceof ScalarNode key) {
      if (names.put(key.getValue(), key) != null) {
        reading.problem(key, "the key '" + key.getValue() + "' is there twice");
      }
      values.put(key.getValue(), tuple.getValueNode());
    } else {
      reading.problem(tuple.getKeyNode(), "a key must be plain text");
    }
  }

  boolean isEmpty() {
    return values.isEmpty();
  }

  /// The keys in the order of the file, all of them accepted; for mappings whose keys are free.
  List<String> freeKeys() {
    known.addAll(values.keySet());
    return List.copyOf(values.keySet());
  }

  boolean has(String key) {
    known.add(key);
    return values.containsKey(key);
  }

  @Nullable Node node(String key) {
    known.add(key);
    return values.get(key);
  }

  Section section(String key) {
    return new Section(reading, child(key), node(key));
  }

  String string(String key, String otherwise) {
    String text = text(key);
    return text == null ? otherwise : text;
  }

  @Nullable String text(String key) {
    Node node = node(key);
    if (node == null || Reading.isNull(node)) {
      return null;
    }
    if (node instanceof ScalarNode scalar) {
      return reading.resolve(scalar);
    }
    reading.problem(node, "'" + child(key) + "' must be one value");
    return null;
  }

  /// The value as `parse` reads it; a null from there is a problem that says what was expected.
  <T> @Nullable T value(
      String key, String expected, Function<String, ? extends @Nullable T> parse) {
    String text = text(key);
    if (text == null) {
      return null;
    }
    T parsed = parse.apply(text.strip());
    if (parsed == null) {
      problem(key, "'" + child(key) + "' must be " + expected + ", not '" + shown(text) + "'");
    }
    return parsed;
  }

  boolean flag(String key, boolean otherwise) {
    Boolean value =
        value(
            key,
            "on or off",
            text ->
                switch (text.toLowerCase(Locale.ROOT)) {
                  case "true", "on", "yes" -> Boolean.TRUE;
                  case "false", "off", "no" -> Boolean.FALSE;
                  default -> null;
                });
    return value == null ? otherwise : value;
  }

  int integer(String key, int least, int most, int otherwise) {
    Integer value = optionalInteger(key, least, most);
    return value == null ? otherwise : value;
  }

  @Nullable Integer optionalInteger(String key, int least, int most) {
    return value(
        key,
        "a whole number from " + least + " to " + most,
        text -> {
          try {
            int number = Integer.parseInt(text);
            return number < least || number > most ? null : number;
          } catch (NumberFormatException e) {
            return null;
          }
        });
  }

  /// A number from 0 to 1.
  double share(String key, double otherwise) {
    Double value = optionalShare(key);
    return value == null ? otherwise : value;
  }

  @Nullable Double optionalShare(String key) {
    return value(
        key,
        "a number from 0 to 1",
        text -> {
          BigDecimal number = decimal(text);
          boolean fits =
              number != null && number.signum() >= 0 && number.compareTo(BigDecimal.ONE) <= 0;
          return number == null || !fits ? null : number.doubleValue();
        });
  }

  @Nullable Usd dollars(String key) {
    return value(
        key,
        "an amount in US dollars below a billion",
        text -> {
          BigDecimal number = decimal(text);
          boolean fits =
              number != null && number.signum() >= 0 && number.compareTo(MOST_DOLLARS) < 0;
          return number == null || !fits ? null : Usd.of(number);
        });
  }

  Duration duration(String key, Duration otherwise) {
    Duration value = value(key, "a duration such as 500ms, 2s, 10m or 1h", Section::parseDuration);
    return value == null ? otherwise : value;
  }

  long bytes(String key, long otherwise) {
    Long value = value(key, "a size such as 64MB", Section::parseSize);
    return value == null ? otherwise : value;
  }

  /// One of the constants by its name, ignoring case.
  <E extends Enum<E>> E choice(String key, Class<E> type, E otherwise) {
    E[] constants = type.getEnumConstants();
    List<String> words = new ArrayList<>();
    for (E constant : constants) {
      words.add(constant.name().toLowerCase(Locale.ROOT));
    }
    Integer index =
        value(
            key,
            "one of " + String.join(", ", words),
            text -> {
              int found = words.indexOf(text.toLowerCase(Locale.ROOT));
              return found < 0 ? null : Integer.valueOf(found);
            });
    return index == null ? otherwise : constants[index];
  }

  /// A list of plain words; one word alone is a list of one.
  List<String> words(String key) {
    List<String> words = new ArrayList<>();
    for (Node item : items(key)) {
      if (item instanceof ScalarNode scalar) {
        words.add(reading.resolve(scalar));
      } else {
        reading.problem(item, "'" + child(key) + "' must be a list of names");
      }
    }
    return words;
  }

  /// The elements of a list; a single value is a list of one.
  List<Node> items(String key) {
    Node node = node(key);
    if (node == null || Reading.isNull(node)) {
      return List.of();
    }
    return node instanceof SequenceNode sequence ? sequence.getValue() : List.of(node);
  }

  void problem(String key, String message) {
    Node node = values.get(key);
    Node place = node != null ? node : names.get(key);
    if (place == null) {
      reading.problem(0, message);
    } else {
      reading.problem(place, message);
    }
  }

  /// Reports every key that nobody asked for.
  void done() {
    names.forEach((name, node) -> {
      if (!known.contains(name)) {
        String where = path.isEmpty() ? "" : " in '" + path + "'";
        reading.problem(node, "unknown key '" + name + "'" + where + Nearest.hint(name, known));
      }
    });
  }

  String child(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  private static @Nullable BigDecimal decimal(String text) {
    try {
      return text.length() > 40 ? null : new BigDecimal(text);
    } catch (NumberFormatException e) {
      return null;
    }
  }

  private static @Nullable Duration parseDuration(String text) {
    Matcher matcher = DURATION.matcher(text);
    if (!matcher.matches() || matcher.group(1).length() > 9) {
      return null;
    }
    long amount = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "ms" -> Duration.ofMillis(amount);
      case "s" -> Duration.ofSeconds(amount);
      case "m" -> Duration.ofMinutes(amount);
      case "h" -> Duration.ofHours(amount);
      default -> Duration.ofDays(amount);
    };
  }

  private static @Nullable Long parseSize(String text) {
    Matcher matcher = SIZE.matcher(text);
    if (!matcher.matches() || matcher.group(1).length() > 12) {
      return null;
    }
    String unit = matcher.group(2) == null ? "B" : matcher.group(2);
    int shift =
        switch (unit.charAt(0)) {
          case 'K' -> 10;
          case 'M' -> 20;
          case 'G' -> 30;
          default -> 0;
        };
    return Long.parseLong(matcher.group(1)) << shift;
  }

  private static String shown(String text) {
    return text.length() > 40 ? text.substring(0, 40) + "…" : text;
  }
}
