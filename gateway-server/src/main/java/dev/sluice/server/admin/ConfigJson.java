package dev.sluice.server.admin;

import dev.sluice.gateway.config.GatewayConfig;
import dev.sluice.gateway.config.RouteStep;
import dev.sluice.gateway.config.Secret;
import dev.sluice.gateway.money.Usd;
import java.time.Duration;
import java.util.Locale;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.node.ObjectNode;

/// The configuration in effect as JSON: every record of it by its components, secrets masked by
/// their type.
final class ConfigJson {

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .addModule(
              new SimpleModule()
                  .addSerializer(Secret.class, as(secret -> secret.isEmpty() ? "" : "***"))
                  .addSerializer(Usd.class, as(Usd::decimal))
                  .addSerializer(Duration.class, as(Duration::toString))
                  .addSerializer(RouteStep.class, as(ConfigJson::step))
                  .addSerializer(Enum.class, as(ConfigJson::word))
                  .addKeySerializer(Enum.class, names()))
          .build();

  private ConfigJson() {}

  static ObjectNode of(GatewayConfig config) {
    ObjectNode json = MAPPER.valueToTree(config);
    String url = config.ledger().url();
    if (url != null) {
      json.withObject("/ledger").put("url", masked(url));
    }
    return json;
  }

  /// A file with credentials in the address is refused; this is for all other ways to it.
  private static String masked(String url) {
    return url.replaceFirst("//.*@", "//***@").replaceAll("(?i)(password=)[^&]*", "$1***");
  }

  private static String step(RouteStep step) {
    return switch (step) {
      case RouteStep.Ask ask -> ask.model();
      case RouteStep.Agree agree -> "agree(" + agree.first() + ", " + agree.second() + ")";
    };
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  @SuppressWarnings("rawtypes") // as Jackson names the type of all enums
  private static ValueSerializer<Enum> names() {
    return new ValueSerializer<>() {
      @Override
      public void serialize(Enum constant, JsonGenerator out, SerializationContext context) {
        out.writeName(word(constant));
      }
    };
  }

  /// How a type is written as text.
  private interface Text<T> {
    String of(T value);
  }

  private static <T> ValueSerializer<T> as(Text<? super T> text) {
    return new ValueSerializer<>() {
      @Override
      public void serialize(T value, JsonGenerator out, SerializationContext context) {
        out.writeString(text.of(value));
      }
    };
  }
}
