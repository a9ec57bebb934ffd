package dev.sluice.gateway.quality;

import dev.sluice.gateway.chat.Answer;
import dev.sluice.gateway.chat.ChatRequest;
import dev.sluice.gateway.chat.ToolCall;
import dev.sluice.gateway.exchange.Exchange;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.NullNode;

/// A tool call that the client could not run, or none where one was demanded.
///
/// Tools take JSON arguments that satisfy their `parameters`; custom tools take any text. Absent
/// arguments count as `{}`.
final class WrongToolCalls implements Check {

  private static final JsonNode NOTHING = MissingNode.getInstance();
  private static final JsonNode ANY_TEXT = NullNode.getInstance();

  private final JsonSchemas schemas;

  WrongToolCalls(JsonSchemas schemas) {
    this.schemas = schemas;
  }

  @Override
  public @Nullable String fails(Exchange x, Answer answer) {
    ChatRequest request = x.request();
    if (answer.toolCalls().isEmpty()) {
      return demanded(request).isPresent() && answer.refusal() == null ? "format" : null;
    }
    Map<String, JsonNode> parameters = parameters(request);
    String name = demanded(request).orElse("");
    for (ToolCall call : answer.toolCalls()) {
      boolean named = name.isEmpty() || name.equals(call.name());
      if (!named || !isRunnable(call, parameters.get(call.name()))) {
        return "format";
      }
    }
    return null;
  }

  private boolean isRunnable(ToolCall call, @Nullable JsonNode parameters) {
    if (parameters == null) {
      return false;
    }
    if (parameters.isNull()) {
      return true;
    }
    Optional<JsonNode> arguments =
        Parsed.json(call.arguments().isBlank() ? "{}" : call.arguments());
    return arguments.filter(JsonNode::isObject).isPresent()
        && (parameters.isMissingNode() || schemas.allows(parameters, arguments.get()));
  }

  /// By name: the schema, a missing node for a function without one, a null node for a custom tool.
  private static Map<String, JsonNode> parameters(ChatRequest request) {
    Map<String, JsonNode> byName = new HashMap<>();
    for (JsonNode tool : field(request, "tools")) {
      JsonNode function = tool.path("function");
      JsonNode custom = tool.path("custom");
      if (function.isObject()) {
        byName.put(function.path("name").asString(""), schema(function));
      } else {
        byName.put(custom.path("name").asString(""), ANY_TEXT);
      }
    }
    for (JsonNode function : field(request, "functions")) {
      byName.put(function.path("name").asString(""), schema(function));
    }
    return byName;
  }

  private static JsonNode schema(JsonNode function) {
    JsonNode parameters = function.path("parameters");
    return parameters.isNull() ? NOTHING : parameters;
  }

  /// The tool that must be called, empty text for any, nothing where the model may choose.
  private static Optional<String> demanded(ChatRequest request) {
    JsonNode choice = field(request, "tool_choice");
    if (choice.isString()) {
      return choice.asString().equals("required") ? Optional.of("") : Optional.empty();
    }
    JsonNode named = choice.path("function").path("name");
    if (named.isMissingNode()) {
      named = choice.path("custom").path("name");
    }
    if (named.isMissingNode()) {
      named = field(request, "function_call").path("name");
    }
    if (named.isString()) {
      return Optional.of(named.asString());
    }
    boolean anyAllowed = choice.path("allowed_tools").path("mode").asString("").equals("required");
    return anyAllowed ? Optional.of("") : Optional.empty();
  }

  private static JsonNode field(ChatRequest request, String name) {
    String json = request.json(name);
    return json == null ? NOTHING : Parsed.json(json).orElse(NOTHING);
  }
}
