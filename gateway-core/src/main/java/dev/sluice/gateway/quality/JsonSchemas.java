package dev.sluice.gateway.quality;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.networknt.schema.ExecutionConfig;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/// JSON Schemas that clients send, compiled and kept, and the bounds that make them harmless.
///
/// A schema is a program from a stranger. Nothing it refers to is ever fetched, each is compiled in
/// a registry of its own so that its `$id` cannot name another client's schema, evaluation stops
/// after a number of steps, and patterns after a number of characters looked at. What cannot be
/// compiled or judged within the bounds counts as satisfied. Draft 2020-12 unless `$schema` says
/// otherwise. Any thread.
final class JsonSchemas {

  private static final Logger LOG = LoggerFactory.getLogger(JsonSchemas.class);
  private static final int LONGEST_SCHEMA = 256 * 1024;
  private static final long KEPT_CHARS = 8L << 20;
  private static final long STEPS = 1_000_000;
  private static final int DEPTH = 1_000;

  private static final Set<String> TYPES =
      Set.of("object", "array", "string", "number", "integer", "boolean", "null");

  private static final SchemaRegistryConfig CONFIG =
      SchemaRegistryConfig.builder()
          .failFast(true)
          .preloadSchema(false)
          .regularExpressionFactory(BoundedRegex::compile)
          .build();
  private static final ExecutionConfig BOUNDS =
      ExecutionConfig.builder()
          .failFast(true)
          .maxEvaluationSteps(STEPS)
          .maxEvaluationDepth(DEPTH)
          .build();

  private final Cache<String, Optional<Schema>> compiled =
      Caffeine.newBuilder()
          .maximumWeight(KEPT_CHARS)
          .weigher((String text, Optional<Schema> _) -> text.length() + 1024)
          .build();

  /// Whether the value satisfies the schema, as far as that can be told.
  boolean allows(JsonNode schema, JsonNode value) {
    String text = schema.toString();
    if (text.length() > LONGEST_SCHEMA) {
      return true;
    }
    Optional<Schema> ready = compiled.get(text, _ -> compile(schema));
    return ready.isEmpty() || satisfies(ready.get(), value);
  }

  private static Optional<Schema> compile(JsonNode schema) {
    if (!schema.isObject() || namesOddType(schema)) {
      return Optional.empty();
    }
    try {
      SchemaRegistry registry =
          SchemaRegistry.withDefaultDialect(
              SpecificationVersion.DRAFT_2020_12,
              builder ->
                  builder
                      .schemaRegistryConfig(CONFIG)
                      .schemaLoader(loader -> loader.block(_ -> true)));
      return Optional.of(registry.getSchema(schema));
    } catch (RuntimeException e) {
      return unusable(e);
    }
  }

  /// Schemas in the wild are full of types like `dict` and `float`, which nothing satisfies.
  private static boolean namesOddType(JsonNode schema) {
    return schema.findValues("type").stream()
        .anyMatch(type -> type.isString() && !TYPES.contains(type.asString()));
  }

  private static boolean satisfies(Schema schema, JsonNode value) {
    try {
      return schema.validate(value, (context, _) -> context.setExecutionConfig(BOUNDS)).isEmpty();
    } catch (RuntimeException e) {
      return unusable(e).isEmpty();
    }
  }

  private static Optional<Schema> unusable(RuntimeException e) {
    LOG.atDebug().addKeyValue("why", e.getClass().getSimpleName()).log("schema not usable");
    return Optional.empty();
  }
}
