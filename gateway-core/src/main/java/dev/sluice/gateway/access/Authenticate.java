package dev.sluice.gateway.access;

import dev.sluice.gateway.chat.ApiError;
import dev.sluice.gateway.config.GatewayConfig;
import dev.sluice.gateway.config.KeyConfig;
import dev.sluice.gateway.exchange.Caller;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Recognises callers by their virtual key; the first thing that happens to a request, before its
/// body is read.
///
/// Keys are looked up by their SHA-256, so that neither the time of a lookup nor what is held in
/// memory here tells anything about them. One instance per configuration; any thread.
public final class Authenticate {

  private static final String BEARER = "bearer ";

  private final boolean open;
  private final Map<String, Caller> callers = new HashMap<>();

  public Authenticate(GatewayConfig config) {
    this.open = config.isOpen();
    for (KeyConfig key : config.keys()) {
      callers.put(
          digest(key.key().reveal()),
          new Caller(key.name(), key.team(), key.models(), key.passthrough()));
    }
  }

  /// Recognises the caller.
  ///
  /// @param header the value of a request header by its lower-case name, null where it is absent
  public Authenticated apply(UnaryOperator<@Nullable String> header) {
    if (open) {
      return new Authenticated.As(Caller.OPEN);
    }
    String key = presented(header);
    if (key == null || key.isEmpty()) {
      return new Authenticated.Refused(
          unauthorized(
              "You didn't provide an API key. You need to provide your API key in an Authorization"
                  + " header using Bearer auth (i.e. Authorization: Bearer YOUR_KEY).",
              null));
    }
    Caller caller = callers.get(digest(key));
    return caller == null
        ? new Authenticated.Refused(
            unauthorized("Incorrect API key provided: " + masked(key) + ".", "invalid_api_key"))
        : new Authenticated.As(caller);
  }

  private static @Nullable String presented(UnaryOperator<@Nullable String> header) {
    String authorization = header.apply("authorization");
    if (authorization != null) {
      boolean bearer = authorization.toLowerCase(Locale.ROOT).startsWith(BEARER);
      return bearer ? authorization.substring(BEARER.length()).strip() : null;
    }
    String apiKey = header.apply("api-key");
    return apiKey != null ? apiKey : header.apply("x-api-key");
  }

  private static ApiError unauthorized(String message, @Nullable String code) {
    return ApiError.of(401, message, ApiError.INVALID_REQUEST, null, code);
  }

  /// The first and last characters, as OpenAI shows them; nothing of a short key.
  private static String masked(String key) {
    if (key.length() < 16) {
      return "****";
    }
    String shown = key.substring(0, 4) + "****" + key.substring(key.length() - 4);
    return shown.replaceAll("[^\\x20-\\x7e]", "?");
  }

  private static String digest(String key) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(sha256.digest(key.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
