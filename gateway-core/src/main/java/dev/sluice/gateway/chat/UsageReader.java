package dev.sluice.gateway.chat;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Turns a provider's usage object, in whichever dialect, into disjoint buckets.
///
/// What differs between them, as recorded:
/// - OpenAI, Azure, Qwen, Mistral: cached tokens in `prompt_tokens_details.cached_tokens`, part of
///   `prompt_tokens`; `cache_write_tokens` or `cache_creation_input_tokens` likewise.
/// - DeepSeek: also `prompt_cache_hit_tokens`, the same number. Moonshot: `cached_tokens` top
///   level.
/// - Reasoning is part of `completion_tokens` everywhere but at xAI, where the sum of prompt and
///   completion is less than `total_tokens` by it.
/// - The Responses API says `input_tokens` and `output_tokens`; its streams end with an event that
///   holds the whole answer as `response`.
///
/// Absent is not zero: an object without any count is no usage. Nor is a count beyond [#MOST] one.
final class UsageReader {

  /// No request has that many tokens, and no sum of such counts overflows.
  private static final long MOST = 1L << 40;

  private UsageReader() {}

  /// The usage of a whole answer, a chunk or an event; Groq's `x_groq.usage` and the
  /// `response.usage` of the Responses API count too. Null when none.
  static @Nullable Usage ofAnswer(JsonNode answer) {
    Usage usage = of(answer.path("usage"));
    if (usage == null) {
      usage = of(answer.path("x_groq").path("usage"));
    }
    return usage != null ? usage : of(answer.path("response").path("usage"));
  }

  static @Nullable Usage of(JsonNode usage) {
    Long promptCount = first(usage, "prompt_tokens", "input_tokens");
    Long completionCount = first(usage, "completion_tokens", "output_tokens");
    Long total = first(usage, "total_tokens");
    if (promptCount == null && completionCount == null && total == null) {
      return null;
    }
    long completion = completionCount == null ? 0 : completionCount;
    long prompt =
        promptCount != null ? promptCount : Math.max(0, (total == null ? 0 : total) - completion);
    JsonNode promptDetails = details(usage, "prompt_tokens_details", "input_tokens_details");
    JsonNode outputDetails = details(usage, "completion_tokens_details", "output_tokens_details");

    long cached = Math.min(prompt, cached(usage, promptDetails));
    long written =
        orZero(first(promptDetails, "cache_write_tokens", "cache_creation_input_tokens"));
    written = Math.min(prompt - cached, written);
    long reasoning = orZero(first(outputDetails, "reasoning_tokens"));
    long beyond = total == null ? 0 : total - prompt - completion;
    if (beyond > 0) {
      return new Usage(prompt - cached - written, cached, written, completion, beyond);
    }
    reasoning = Math.min(completion, reasoning);
    return new Usage(prompt - cached - written, cached, written, completion - reasoning, reasoning);
  }

  private static long cached(JsonNode usage, JsonNode details) {
    Long inDetails = first(details, "cached_tokens");
    return inDetails != null
        ? inDetails
        : orZero(first(usage, "prompt_cache_hit_tokens", "cached_tokens"));
  }

  private static JsonNode details(JsonNode usage, String name, String otherName) {
    JsonNode node = usage.path(name);
    return node.isObject() ? node : usage.path(otherName);
  }

  private static @Nullable Long first(JsonNode object, String... names) {
    for (String name : names) {
      JsonNode node = object.path(name);
      if (node.isNumber() && isCount(node.asDouble())) {
        return (long) node.asDouble();
      }
    }
    return null;
  }

  private static boolean isCount(double value) {
    return value >= 0 && value <= MOST;
  }

  private static long orZero(@Nullable Long value) {
    return value == null ? 0 : value;
  }
}
