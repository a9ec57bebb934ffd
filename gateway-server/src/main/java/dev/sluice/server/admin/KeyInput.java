package dev.sluice.server.admin;

import dev.sluice.gateway.access.KeyWish;
import dev.sluice.gateway.config.ExpiryDate;
import dev.sluice.gateway.config.KeyLimits;
import dev.sluice.gateway.config.KeyLimits.Budget;
import dev.sluice.gateway.money.Usd;
import dev.sluice.gateway.terms.Tier;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What the body of a request says about a key: fields that are there replace what the key has,
/// null takes a limit away, what is absent stays. Unknown fields and wrong types are refused.
final class KeyInput {

  private static final JsonMapper STRICT =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .build();
  private static final Set<String> FIELDS =
      Set.of(
          "name",
          "team",
          "models",
          "max_tier",
          "rpm",
          "tpm",
          "concurrency",
          "budget_usd",
          "pacing",
          "expires",
          "passthrough",
          "min_quality");
  private static final Set<String> BUDGETS = Set.of("day", "month", "total");

  private final JsonNode json;
  private final String prefix;

  private KeyInput(JsonNode json, String prefix, Set<String> known) {
    this.json = json;
    this.prefix = prefix;
    for (String name : json.propertyNames()) {
      if (!known.contains(name)) {
        throw Refused.badRequest(prefix + name, "There is no field '" + prefix + name + "'.");
      }
    }
  }

  /// What the key shall be.
  ///
  /// @param before what it is
  static KeyWish read(byte[] body, KeyWish before) {
    KeyInput input = new KeyInput(object(body), "", FIELDS);
    KeyLimits limits = before.limits();
    String name = input.text("name", before.name());
    if (name == null || name.isEmpty()) {
      throw Refused.badRequest("name", "A key needs a 'name'.");
    }
    return new KeyWish(
        name,
        input.text("team", before.team()),
        new KeyLimits(
            input.words("models", limits.models()),
            input.parsed("max_tier", "budget, standard or premium", limits.maxTier(), Tier::of),
            input.whole("rpm", limits.rpm()),
            input.whole("tpm", limits.tpm()),
            input.small("concurrency", limits.concurrency()),
            input.budget(limits.budget()),
            input.flag("pacing", limits.pacing()),
            input.parsed("expires", ExpiryDate.EXPECTED, limits.expires(), ExpiryDate::parse),
            input.share("min_quality", limits.minQuality())),
        input.flag("passthrough", before.passthrough()));
  }

  private static JsonNode object(byte[] body) {
    try {
      JsonNode json = STRICT.readTree(body);
      if (json.isObject()) {
        return json;
      }
    } catch (JacksonException e) {
      // told below, without what was sent
    }
    throw Refused.badRequest(null, "The body must be one JSON object without doubled fields.");
  }

  private @Nullable String text(String field, @Nullable String before) {
    return value(field, before, JsonNode::isString, JsonNode::asString, "a string");
  }

  private List<String> words(String field, List<String> before) {
    List<String> words =
        value(
            field,
            before,
            node -> node.isArray() && node.valueStream().allMatch(JsonNode::isString),
            node -> new ArrayList<>(node.valueStream().map(JsonNode::asString).toList()),
            "an array of strings");
    return words == null ? List.of() : words;
  }

  private <T> @Nullable T parsed(
      String field, String expected, @Nullable T before, Function<String, Optional<T>> parse) {
    return value(
        field,
        before,
        node -> node.isString() && parse.apply(node.asString()).isPresent(),
        node -> parse.apply(node.asString()).orElseThrow(),
        expected);
  }

  private @Nullable Long whole(String field, @Nullable Long before) {
    return value(field, before, KeyInput::isWhole, JsonNode::asLong, "a whole number");
  }

  private @Nullable Integer small(String field, @Nullable Integer before) {
    return value(
        field,
        before,
        node -> isWhole(node) && node.canConvertToInt(),
        JsonNode::asInt,
        "a whole number");
  }

  private @Nullable Double share(String field, @Nullable Double before) {
    return value(field, before, JsonNode::isNumber, JsonNode::asDouble, "a number from 0 to 1");
  }

  private boolean flag(String field, boolean before) {
    Boolean flag = value(field, before, JsonNode::isBoolean, JsonNode::asBoolean, "true or false");
    return flag != null && flag;
  }

  private Budget budget(Budget before) {
    if (!json.has("budget_usd")) {
      return before;
    }
    JsonNode node = json.path("budget_usd");
    if (node.isNull()) {
      return Budget.NONE;
    }
    if (!node.isObject()) {
      throw wrong("budget_usd", "an object with day, month, total");
    }
    KeyInput budget = new KeyInput(node, "budget_usd.", BUDGETS);
    return new Budget(
        budget.dollars("day", before.day()),
        budget.dollars("month", before.month()),
        budget.dollars("total", before.total()));
  }

  private @Nullable Usd dollars(String field, @Nullable Usd before) {
    return value(
        field,
        before,
        node -> node.isNumber() && isAmount(node),
        node -> Usd.of(node.asDecimal()),
        "a number of dollars");
  }

  private static boolean isWhole(JsonNode node) {
    return node.isIntegralNumber() && node.canConvertToLong();
  }

  private static boolean isAmount(JsonNode node) {
    try {
      Usd.of(node.asDecimal());
      return true;
    } catch (ArithmeticException | JacksonException e) {
      return false;
    }
  }

  private <T> @Nullable T value(
      String field,
      @Nullable T before,
      Predicate<JsonNode> fits,
      Function<JsonNode, T> read,
      String expected) {
    if (!json.has(field)) {
      return before;
    }
    JsonNode node = json.path(field);
    if (node.isNull()) {
      return null;
    }
    if (!fits.test(node)) {
      throw wrong(field, expected);
    }
    return read.apply(node);
  }

  private Refused wrong(String field, String expected) {
    return Refused.badRequest(
        prefix + field, "'" + prefix + field + "' must be " + expected + " or null.");
  }
}
