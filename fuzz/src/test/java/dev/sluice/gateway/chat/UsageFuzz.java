package dev.sluice.gateway.chat;

import static dev.sluice.gateway.chat.Oracle.check;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Reads any bytes as a provider's answer: nothing is thrown, no count is negative, and the buckets
/// add up to what the provider said.
public final class UsageFuzz {

  private static final List<String> COUNTS =
      List.of(
          "prompt_tokens",
          "completion_tokens",
          "total_tokens",
          "input_tokens",
          "output_tokens",
          "prompt_cache_hit_tokens",
          "cached_tokens");

  private static final List<String> DETAILS =
      List.of("cached_tokens", "cache_write_tokens", "reasoning_tokens");

  private UsageFuzz() {}

  public static void fuzzerTestOneInput(FuzzedDataProvider data) {
    byte[] body =
        data.consumeBoolean()
            ? usageBody(data).getBytes(StandardCharsets.UTF_8)
            : data.consumeRemainingAsBytes();
    AnswerReader.usage(body).ifPresent(usage -> addsUp(usage, body));
    AnswerReader.error(body).ifPresent(UsageFuzz::hasFourKeys);
    hasFourKeys(ProviderError.read(429, body));
    hasFourKeys(ProviderError.read(503, body));
    AnswerReader.read(body).ifPresent(UsageFuzz::replays);
  }

  private static String usageBody(FuzzedDataProvider data) {
    StringBuilder usage = new StringBuilder();
    COUNTS.forEach(name -> count(data, name, usage));
    StringBuilder prompt = new StringBuilder();
    StringBuilder completion = new StringBuilder();
    DETAILS.forEach(name -> count(data, name, prompt));
    DETAILS.forEach(name -> count(data, name, completion));
    return "{\"usage\":{%s\"prompt_tokens_details\":{%s\"x\":0},\"completion_tokens_details\":{%s\"x\":0}}}"
        .formatted(usage, prompt, completion);
  }

  private static void count(FuzzedDataProvider data, String name, StringBuilder to) {
    String number =
        switch (data.consumeInt(0, 5)) {
          case 0 -> Long.toString(data.consumeLong());
          case 1 -> Integer.toString(data.consumeInt(0, 1000));
          case 2 -> Double.toString(data.consumeDouble()).replaceAll("NaN|-?Infinity", "1e400");
          case 3 -> "null";
          default -> "";
        };
    if (!number.isEmpty()) {
      to.append('"').append(name).append("\":").append(number).append(',');
    }
  }

  /// The dialects differ in where they say it, never in how much it is altogether.
  private static void addsUp(Usage usage, byte[] body) {
    JsonNode root = Json.MAPPER.readTree(body);
    JsonNode said = root.path("usage");
    if (UsageReader.of(said) == null) {
      said = root.path("x_groq").path("usage");
    }
    Long prompt = first(said, "prompt_tokens", "input_tokens");
    Long completion = first(said, "completion_tokens", "output_tokens");
    Long total = first(said, "total_tokens");
    long sum = usage.allInput() + usage.allOutput();
    if (prompt != null && completion != null) {
      long least = prompt + completion;
      check(sum == Math.max(least, total == null ? 0 : total), "the buckets do not add up");
      check(usage.allInput() == prompt, "the prompt's buckets do not add up");
    }
    check(prompt == null || usage.allInput() == prompt, "a prompt's token is lost");
    check(completion == null || usage.allOutput() >= completion, "an answer's token is lost");
    check(total == null || sum >= total, "a token is lost");
  }

  private static @Nullable Long first(JsonNode said, String... names) {
    for (String name : names) {
      JsonNode count = said.path(name);
      double value = count.isNumber() ? count.asDouble() : -1;
      if (value >= 0 && value <= 1L << 40) {
        return (long) value;
      }
    }
    return null;
  }

  private static void hasFourKeys(ApiError error) {
    JsonNode told = Json.MAPPER.readTree(error.body()).path("error");
    check(
        List.copyOf(told.propertyNames()).equals(List.of("message", "type", "param", "code")),
        "an error has four keys");
  }

  /// What one chat completion says must survive being told as a stream.
  private static void replays(Answer answer) {
    StreamFold fold = new StreamFold(new StreamFold.Wishes(true, null, true));
    for (byte[] event : AnswerReplay.events(answer, true)) {
      boolean broken = fold.accept(event) instanceof StreamFold.Piece.Broken;
      check(!broken || hasError(answer), "an answer was replayed as an error");
    }
    check(AnswerReplay.body(answer).length > 0, "an answer has a body");
  }

  private static boolean hasError(Answer answer) {
    JsonNode error = Json.MAPPER.readTree(AnswerReplay.body(answer)).path("error");
    return !error.isMissingNode() && !error.isNull();
  }
}
