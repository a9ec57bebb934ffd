package dev.sluice.gateway.config;

import dev.sluice.gateway.chat.JsonText;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/// YAML values as the JSON text that goes into a request body.
final class JsonValues {

  private JsonValues() {}

  /// Each key's value as JSON, in the order of the file.
  static Map<String, String> of(Section section, Reading reading) {
    Map<String, String> values = new LinkedHashMap<>();
    for (String key : section.freeKeys()) {
      Node node = section.node(key);
      if (node != null) {
        values.put(key, json(node, reading));
      }
    }
    return values;
  }

  private static String json(Node node, Reading reading) {
    return switch (node) {
      case ScalarNode scalar -> scalar(scalar, reading);
      case SequenceNode sequence -> {
        StringJoiner list = new StringJoiner(",", "[", "]");
        sequence.getValue().forEach(item -> list.add(json(item, reading)));
        yield list.toString();
      }
      case MappingNode mapping -> {
        StringJoiner object = new StringJoiner(",", "{", "}");
        mapping.getValue().forEach(tuple -> object.add(member(tuple, reading)));
        yield object.toString();
      }
      default -> "null";
    };
  }

  private static String member(NodeTuple tuple, Reading reading) {
    String name = tuple.getKeyNode() instanceof ScalarNode key ? key.getValue() : "";
    return JsonText.quote(name) + ":" + json(tuple.getValueNode(), reading);
  }

  private static String scalar(ScalarNode scalar, Reading reading) {
    String text = reading.resolve(scalar);
    Tag tag = scalar.getTag();
    boolean number = tag.equals(Tag.INT) || tag.equals(Tag.FLOAT);
    if (number && text.matches("-?(0|[1-9]\\d*)(\\.\\d+)?([eE][+-]?\\d+)?")) {
      return text;
    }
    if (tag.equals(Tag.BOOL)) {
      return text.toLowerCase(Locale.ROOT);
    }
    return tag.equals(Tag.NULL) ? "null" : JsonText.quote(text);
  }
}
