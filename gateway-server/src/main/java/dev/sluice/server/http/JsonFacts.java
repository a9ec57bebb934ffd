package dev.sluice.server.http;

import dev.sluice.gateway.chat.Json;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.exc.JacksonIOException;
import tools.jackson.core.json.JsonFactory;

/// Reads a JSON body token by token, whatever its size, and keeps nothing of it but the model.
///
/// A name that occurs twice on the top level could mean one thing here and another at the provider;
/// such a body is refused.
final class JsonFacts {

  /// Fields by which a request reaches objects that are stored at the provider.
  private static final Set<String> STORED_FIELDS = Set.of("previous_response_id", "conversation");

  private static final int MAX_FIELDS = 1000;

  /// Numbers are never converted and strings, but for the model, never read.
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(Json.MAX_DEPTH)
                  .maxStringLength(64 * 1024)
                  .maxNumberLength(Integer.MAX_VALUE)
                  .build())
          .build();

  private final JsonParser parser;
  private BodyFacts.@Nullable Model model;
  private boolean stored;

  private JsonFacts(JsonParser parser) {
    this.parser = parser;
  }

  /// The facts of a body, empty where it is no JSON.
  static Optional<BodyFacts> read(InputStream in) throws IOException {
    try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), in)) {
      return new JsonFacts(parser).document();
    } catch (JacksonIOException e) {
      throw e.getCause();
    } catch (JacksonException e) {
      return Optional.empty();
    }
  }

  private Optional<BodyFacts> document() {
    JsonToken first = parser.nextToken();
    if (first == null) {
      return Optional.empty();
    }
    boolean clear = first == JsonToken.START_OBJECT ? fields() : skip();
    return clear && parser.nextToken() == null
        ? Optional.of(new BodyFacts(model, stored))
        : Optional.empty();
  }

  private boolean skip() {
    parser.skipChildren();
    return true;
  }

  private boolean fields() {
    Set<String> names = new HashSet<>();
    for (String name = parser.nextName(); name != null; name = parser.nextName()) {
      if (!names.add(name) || names.size() > MAX_FIELDS) {
        return false;
      }
      JsonToken value = parser.nextToken();
      stored |= STORED_FIELDS.contains(name) && value != JsonToken.VALUE_NULL;
      if (name.equals("model") && value == JsonToken.VALUE_STRING && !model()) {
        return false;
      }
      parser.skipChildren();
    }
    return parser.currentToken() == JsonToken.END_OBJECT;
  }

  /// False where bytes cannot be told apart: in UTF-16 and UTF-32.
  private boolean model() {
    long from = parser.currentTokenLocation().getByteOffset();
    String name = parser.getString();
    long to = parser.currentLocation().getByteOffset();
    model = new BodyFacts.Model(name, from, to, BodyFacts.Notation.JSON);
    return from >= 0 && to > from;
  }
}
