package dev.sluice.gateway.access;

import dev.sluice.gateway.chat.ApiError;
import dev.sluice.gateway.config.GatewayConfig;
import dev.sluice.gateway.exchange.Caller;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Recognises callers by their virtual key; the first thing that happens to a request, before its
/// body is read.
///
/// Keys are looked up by their hash, so that neither the time of a lookup nor what is held in
/// memory tells anything about them. Where there is no key at all anybody may call. Any thread.
public final class Authenticate {

  private static final String BEARER = "bearer ";
  private static final Duration WAIT = Duration.ofSeconds(2);

  private final KeyRing ring;
  private final InstantSource clock;

  public Authenticate(KeyRing ring, InstantSource clock) {
    this.ring = ring;
    this.clock = clock;
  }

  /// Knows the file's keys only.
  public Authenticate(GatewayConfig config) {
    this(KeyRing.ofFile(config), InstantSource.system());
  }

  /// Recognises the caller.
  ///
  /// @param header the value of a request header by its lower-case name, null where it is absent
  public Authenticated apply(UnaryOperator<@Nullable String> header) {
    KeyRing.Keys keys = ring.snapshot();
    if (keys.isOpen()) {
      return new Authenticated.As(Caller.OPEN);
    }
    String key = presented(header);
    KeyRing.Known known = key == null || key.isEmpty() ? null : ring.find(keys, key);
    if (known != null) {
      return recognised(known);
    }
    if (keys.admitsUnknown()) {
      return new Authenticated.As(Caller.OPEN);
    }
    boolean noneKnown = !keys.complete() && keys.byHash().isEmpty();
    if (noneKnown) {
      return new Authenticated.Refused(unread()); // perhaps there is no key at all
    }
    if (key == null || key.isEmpty()) {
      return refused(
          "You didn't provide an API key. You need to provide your API key in an Authorization"
              + " header using Bearer auth (i.e. Authorization: Bearer YOUR_KEY).",
          null);
    }
    return keys.complete()
        ? refused("Incorrect API key provided: " + masked(key) + ".", "invalid_api_key")
        : new Authenticated.Refused(unread());
  }

  private Authenticated recognised(KeyRing.Known known) {
    if (known.revoked()) {
      return refused("This API key has been revoked.", "invalid_api_key");
    }
    Caller caller = known.caller();
    Instant now = clock.instant();
    return caller.limits().isOver(now) || caller.teamLimits().isOver(now)
        ? refused("This API key has expired.", "invalid_api_key")
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

  private static Authenticated refused(String message, @Nullable String code) {
    return new Authenticated.Refused(
        ApiError.of(401, message, ApiError.INVALID_REQUEST, null, code));
  }

  /// The key may be one of the database's, which has not been read yet.
  private static ApiError unread() {
    return ApiError.of(
            503,
            "The gateway cannot read its keys yet; try again shortly.",
            "service_unavailable_error",
            null,
            "server_is_overloaded")
        .retryAfter(WAIT);
  }

  /// The first and last characters, as OpenAI shows them; nothing of a short key.
  private static String masked(String key) {
    if (key.length() < 16) {
      return "****";
    }
    String shown = key.substring(0, 4) + "****" + key.substring(key.length() - 4);
    return shown.replaceAll("[^\\x20-\\x7e]", "?");
  }
}
