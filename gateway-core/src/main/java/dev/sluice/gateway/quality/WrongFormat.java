package dev.sluice.gateway.quality;

import dev.sluice.gateway.chat.Answer;
import dev.sluice.gateway.exchange.Exchange;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// `response_format` was asked for and not kept: no JSON, no object, or not what the schema says.
///
/// A code fence around the JSON breaks the client's parser, so it is wrong too. A schema that
/// cannot be used leaves the plain JSON check.
final class WrongFormat implements Check {

  private final JsonSchemas schemas;

  WrongFormat(JsonSchemas schemas) {
    this.schemas = schemas;
  }

  @Override
  public @Nullable String fails(Exchange x, Answer answer) {
    String asked = x.request().json("response_format");
    if (asked == null || !answer.toolCalls().isEmpty() || answer.refusal() != null) {
      return null;
    }
    JsonNode format = Parsed.json(asked).orElse(null);
    if (format == null) {
      return null;
    }
    boolean kept =
        switch (format.path("type").asString("")) {
          case "json_object" ->
              Parsed.json(answer.content()).filter(JsonNode::isObject).isPresent();
          case "json_schema" ->
              keepsSchema(format.path("json_schema").path("schema"), answer.content());
          default -> true;
        };
    return kept ? null : "format";
  }

  private boolean keepsSchema(JsonNode schema, String content) {
    Optional<JsonNode> value = Parsed.json(content);
    return value.isPresent() && schemas.allows(schema, value.get());
  }
}
