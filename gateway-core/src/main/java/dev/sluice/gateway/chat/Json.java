package dev.sluice.gateway.chat;

import java.nio.charset.StandardCharsets;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The JSON reader and its limits: strict syntax, 512 levels, keys up to 64 KiB.
public final class Json {

  /// Deeper documents are refused, inside tools and schemas too.
  public static final int MAX_DEPTH = 512;

  static final int MAX_NAME = 64 * 1024;

  /// For reading token by token: a number is never converted, so that it may be of any length.
  static final JsonFactory FACTORY = factory(Integer.MAX_VALUE);

  /// For whole documents that are small or already bounded; a number longer than 1,000 digits is an
  /// error.
  public static final JsonMapper MAPPER = JsonMapper.builder(factory(1000)).build();

  private Json() {}

  /// The tree's text. Half a surrogate pair stays an escape.
  static byte[] bytes(JsonNode tree) {
    return JsonText.whole(MAPPER.writeValueAsString(tree)).getBytes(StandardCharsets.UTF_8);
  }

  private static JsonFactory factory(int maxNumberLength) {
    return JsonFactory.builder()
        .streamReadConstraints(
            StreamReadConstraints.builder()
                .maxNestingDepth(MAX_DEPTH)
                .maxNameLength(MAX_NAME)
                .maxStringLength(Integer.MAX_VALUE)
                .maxNumberLength(maxNumberLength)
                .build())
        .build();
  }
}
