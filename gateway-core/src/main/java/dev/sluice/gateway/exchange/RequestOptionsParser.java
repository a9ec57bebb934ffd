package dev.sluice.gateway.exchange;

import dev.sluice.gateway.chat.ApiError;
import dev.sluice.gateway.chat.Json;
import dev.sluice.gateway.config.CompressionConfig;
import dev.sluice.gateway.exchange.RequestOptions.CacheMode;
import dev.sluice.gateway.exchange.RequestOptions.StreamMode;
import dev.sluice.gateway.money.Usd;
import dev.sluice.gateway.terms.TaskType;
import dev.sluice.gateway.terms.Tier;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// Reads `x-sluice-*` headers and the body's `sluice` object; where both speak, the header wins. Of
/// the headers that are not our own it knows `Cache-Control` and `Idempotency-Key`.
///
/// A value that cannot be read is an error that names it: what tightens a request must not be
/// dropped in silence.
public final class RequestOptionsParser {

  private static final int MAX_TAGS = 16;

  private final Function<String, @Nullable String> header;
  private final JsonNode object;
  private @Nullable ApiError error;

  private RequestOptionsParser(Function<String, @Nullable String> header, JsonNode object) {
    this.header = header;
    this.object = object;
  }

  /// Reads all options.
  ///
  /// @param header the value of a header by its lower-case name, null where it is absent
  /// @param sluiceJson the body's `sluice` value, null where there is none
  public static Parsed parse(
      Function<String, @Nullable String> header, @Nullable String sluiceJson) {
    JsonNode object;
    try {
      object = sluiceJson == null ? Json.MAPPER.missingNode() : Json.MAPPER.readTree(sluiceJson);
    } catch (JacksonException e) { // sound JSON, but beyond the limits of a tree
      return new Parsed.Refused(
          ApiError.badRequest("'sluice' holds a number that is too long.", "sluice", null));
    }
    if (sluiceJson != null && !object.isObject() && !object.isNull()) {
      return new Parsed.Refused(
          ApiError.badRequest("'sluice' must be an object.", "sluice", "invalid_type"));
    }
    return new RequestOptionsParser(header, object).read();
  }

  private Parsed read() {
    RequestOptions options =
        new RequestOptions(
            value("task", "a task type", text -> TaskType.of(text).orElse(null)),
            value("quality", "a number from 0 to 1", RequestOptionsParser::share),
            value("max-cost-usd", "an amount in US dollars", RequestOptionsParser::dollars),
            value("max-tier", "budget, standard or premium", text -> Tier.of(text).orElse(null)),
            cacheMode(),
            value("cache-ttl", "a number of seconds", RequestOptionsParser::seconds),
            text("cache-scope"),
            value(
                "compress",
                "off, lossless or rewrite",
                text -> constant(CompressionConfig.Mode.values(), text)),
            text("session"),
            orElse(
                value(
                    "stream",
                    "direct, sniff, buffered or auto",
                    text -> constant(StreamMode.values(), text)),
                StreamMode.AUTO),
            tags(),
            idempotencyKey());
    ApiError refused = error;
    return refused == null ? new Parsed.Ok(options) : new Parsed.Refused(refused);
  }

  private static <T> T orElse(@Nullable T value, T otherwise) {
    return value == null ? otherwise : value;
  }

  private String text(String name) {
    String fromHeader = header.apply("x-sluice-" + name);
    if (fromHeader != null) {
      return fromHeader.strip();
    }
    JsonNode node = object.path(name.replace('-', '_'));
    return node.isValueNode() && !node.isNull() ? node.asString().strip() : "";
  }

  private <T> @Nullable T value(
      String name, String expected, Function<String, ? extends @Nullable T> parse) {
    String text = text(name);
    if (text.isEmpty()) {
      return null;
    }
    T parsed = parse.apply(text.toLowerCase(Locale.ROOT));
    if (parsed == null) {
      refuse("x-sluice-" + name, expected, text);
    }
    return parsed;
  }

  private void refuse(String name, String expected, String text) {
    if (error == null) {
      String shown = text.length() > 64 ? text.substring(0, 64) + "…" : text;
      error =
          ApiError.badRequest(
              "Invalid '%s': expected %s, but got '%s'.".formatted(name, expected, shown),
              name,
              "invalid_value");
    }
  }

  /// Our own header first, then `Cache-Control`.
  private CacheMode cacheMode() {
    CacheMode mode =
        value(
            "cache",
            "on, off, no-cache, no-store or exact",
            text -> constant(CacheMode.values(), text));
    if (mode != null) {
      return mode;
    }
    String control = header.apply("cache-control");
    if (control == null) {
      return CacheMode.ON;
    }
    String directives = control.toLowerCase(Locale.ROOT);
    if (directives.contains("no-store")) {
      return directives.contains("no-cache") ? CacheMode.OFF : CacheMode.NO_STORE;
    }
    return directives.contains("no-cache") ? CacheMode.NO_CACHE : CacheMode.ON;
  }

  /// An empty one is refused too: who sends it believes to be safe from paying twice.
  private @Nullable String idempotencyKey() {
    String key = header.apply("idempotency-key");
    if (key != null && !key.matches("[\\x20-\\x7e]{1,255}")) {
      refuse("Idempotency-Key", "1 to 255 printable ASCII characters", key);
    }
    return key;
  }

  /// `k=v,k2=v2`, or an object in the body.
  private Map<String, String> tags() {
    Map<String, String> tags = new LinkedHashMap<>();
    for (String pair : text("tags").split(",", -1)) {
      int equals = pair.indexOf('=');
      if (equals > 0 && tags.size() < MAX_TAGS) {
        tags.put(pair.substring(0, equals).strip(), pair.substring(equals + 1).strip());
      }
    }
    if (tags.isEmpty()) {
      object
          .path("tags")
          .propertyStream()
          .limit(MAX_TAGS)
          .forEach(tag -> tags.put(tag.getKey(), tag.getValue().asString("")));
    }
    return tags;
  }

  private static <E extends Enum<E>> @Nullable E constant(E[] constants, String text) {
    for (E constant : constants) {
      if (constant.name().toLowerCase(Locale.ROOT).replace('_', '-').equals(text)) {
        return constant;
      }
    }
    return null;
  }

  private static @Nullable Double share(String text) {
    BigDecimal number = decimal(text);
    boolean fits = number != null && number.signum() >= 0 && number.compareTo(BigDecimal.ONE) <= 0;
    return number == null || !fits ? null : Double.valueOf(number.doubleValue());
  }

  private static @Nullable Usd dollars(String text) {
    BigDecimal number = decimal(text);
    boolean fits =
        number != null && number.signum() >= 0 && number.compareTo(BigDecimal.valueOf(1e9)) < 0;
    return number == null || !fits ? null : Usd.of(number);
  }

  private static @Nullable Duration seconds(String text) {
    BigDecimal number = decimal(text);
    boolean fits =
        number != null && number.signum() >= 0 && number.compareTo(BigDecimal.valueOf(1e9)) < 0;
    return number == null || !fits ? null : Duration.ofSeconds(number.longValue());
  }

  private static @Nullable BigDecimal decimal(String text) {
    try {
      return text.length() > 40 ? null : new BigDecimal(text);
    } catch (NumberFormatException e) {
      return null;
    }
  }
}
