package dev.sluice.server.http;

import dev.sluice.gateway.chat.ApiError;
import dev.sluice.gateway.chat.Json;
import dev.sluice.gateway.config.GatewayConfig;
import dev.sluice.gateway.config.ModelConfig;
import dev.sluice.gateway.config.ProviderConfig;
import dev.sluice.gateway.exchange.Caller;
import dev.sluice.gateway.upstream.UpstreamCall.RequestBytes;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Where a passed-through request goes: to the provider of the model it names, else to the first
/// one of the file. Found on the request's virtual thread, since bodies may be large.
sealed interface Destination {

  /// Fields by which a request reaches objects that are stored at the provider.
  List<String> STORED_FIELDS = List.of("previous_response_id", "conversation");

  /// A provider, and what it is sent.
  ///
  /// @param model null where none is named or known
  record To(ProviderConfig provider, @Nullable ModelConfig model, RequestBytes body)
      implements Destination {}

  record Refused(ApiError error) implements Destination {}

  static Destination of(
      GatewayConfig config,
      Caller caller,
      Endpoint.Forward forward,
      String contentType,
      byte[] body) {
    if (contentType.toLowerCase(Locale.ROOT).startsWith("multipart/form-data")) {
      return to(config, caller, MultipartModel.find(contentType, body).orElse(null), body);
    }
    if (body.length == 0 || forward.stored()) {
      return to(config, caller, null, body);
    }
    JsonNode json;
    try {
      json = Json.MAPPER.reader().with(StreamReadFeature.STRICT_DUPLICATE_DETECTION).readTree(body);
    } catch (JacksonException e) {
      return new Refused(
          ApiError.badRequest("We could not parse the JSON body of your request.", null, null));
    }
    boolean stored = STORED_FIELDS.stream().anyMatch(json::hasNonNull);
    if (stored && !caller.passthrough()) {
      return new Refused(
          ApiError.of(
              404,
              "Stored objects are out of reach for this key.",
              ApiError.INVALID_REQUEST,
              null,
              null));
    }
    String name = json.path("model").isString() ? json.path("model").asString() : null;
    return switch (to(config, caller, name, body)) {
      case To to -> new To(to.provider(), to.model(), new RequestBytes(named(to, json, body)));
      case Refused refused -> refused;
    };
  }

  private static Destination to(
      GatewayConfig config, Caller caller, @Nullable String name, byte[] body) {
    if (name != null && !caller.mayUse(name)) {
      return new Refused(HttpErrors.unknownModel(name));
    }
    ModelConfig model =
        name == null ? null : config.model(config.aliases().getOrDefault(name, name));
    RequestBytes bytes = new RequestBytes(body);
    if (model != null && model.isCallable()) {
      return new To(model.providers().getFirst().provider(), model, bytes);
    }
    return config.providers().values().stream()
        .findFirst()
        .<Destination>map(first -> new To(first, null, bytes))
        .orElseGet(() -> new Refused(HttpErrors.upstreamError("No provider is configured.")));
  }

  /// The body with the name that the model goes by at its provider; the client's own bytes where
  /// that is the same.
  private static byte[] named(To to, JsonNode json, byte[] body) {
    ModelConfig model = to.model();
    if (model == null || !(json instanceof ObjectNode object)) {
      return body;
    }
    String theirs = model.providers().getFirst().name();
    if (theirs.equals(json.path("model").asString())) {
      return body;
    }
    return Json.MAPPER.writeValueAsBytes(object.put("model", theirs));
  }
}
