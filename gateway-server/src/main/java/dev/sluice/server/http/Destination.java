package dev.sluice.server.http;

import dev.sluice.gateway.chat.ApiError;
import dev.sluice.gateway.config.GatewayConfig;
import dev.sluice.gateway.config.ModelConfig;
import dev.sluice.gateway.config.ProviderConfig;
import dev.sluice.gateway.exchange.Caller;
import dev.sluice.gateway.upstream.UpstreamCall.RequestBody;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Where a passed-through request goes: to the provider of the model it names, else to the first
/// one of the file. Found on the request's virtual thread, since bodies may be large.
sealed interface Destination {

  /// A provider, and what it is sent.
  ///
  /// @param model null where none is named or known
  record To(ProviderConfig provider, @Nullable ModelConfig model, RequestBody body)
      implements Destination {}

  record Refused(ApiError error) implements Destination {}

  /// The destination of a request.
  ///
  /// @param body waited for
  /// @throws IOException when it cannot be read again
  static Destination of(
      GatewayConfig config,
      Caller caller,
      Endpoint.Forward forward,
      String contentType,
      ReceivedBody body)
      throws IOException {
    boolean form = MultipartForm.isMeantBy(contentType);
    if (body.length() == 0 || (forward.stored() && !form)) {
      return to(config, caller, null, body);
    }
    if (!form && !contentType.isEmpty() && !HeadChecks.isJson(contentType)) {
      return new Refused(HttpErrors.contentType(contentType));
    }
    Optional<BodyFacts> facts;
    try (InputStream in = body.open()) {
      facts = form ? MultipartForm.read(contentType, in) : JsonFacts.read(in);
    }
    if (facts.isEmpty()) {
      return new Refused(unreadable(form));
    }
    if (facts.get().stored() && !caller.passthrough()) {
      return new Refused(
          ApiError.of(
              404,
              "Stored objects are out of reach for this key.",
              ApiError.INVALID_REQUEST,
              null,
              null));
    }
    return to(config, caller, facts.get().model(), body);
  }

  private static ApiError unreadable(boolean form) {
    String what = form ? "multipart form" : "JSON body";
    return ApiError.badRequest("We could not parse the " + what + " of your request.", null, null);
  }

  private static Destination to(
      GatewayConfig config, Caller caller, BodyFacts.@Nullable Model named, ReceivedBody body) {
    if (named != null && !caller.mayUse(config, named.name())) {
      return new Refused(HttpErrors.unknownModel(named.name()));
    }
    ModelConfig model =
        named == null
            ? null
            : config.model(config.aliases().getOrDefault(named.name(), named.name()));
    if (named != null && model != null && model.isCallable()) {
      ModelConfig.Served served = model.providers().getFirst();
      boolean same = served.name().equals(named.name());
      return new To(
          served.provider(), model, same ? body.asItIs() : body.with(named.called(served.name())));
    }
    return config.providers().values().stream()
        .findFirst()
        .<Destination>map(first -> new To(first, null, body.asItIs()))
        .orElseGet(() -> new Refused(HttpErrors.upstreamError("No provider is configured.")));
  }
}
