package dev.sluice.gateway.call;

import dev.sluice.gateway.chat.ChatRequest;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// How many answers a request makes a provider write: `n`, and for legacy completions as many for
/// each prompt of a list, and `best_of` where that is more.
final class Answers {

  private static final long MOST = 100_000;
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private Answers() {}

  static long of(ChatRequest request) {
    Long best = request.integer("best_of");
    long each = Math.max(request.choices(), best == null ? 1 : best);
    return Math.clamp(each, 1, 128) * Math.min(prompts(request.json("prompt")), MOST);
  }

  /// A list of texts or of token lists is many prompts, a list of tokens is one.
  private static long prompts(@Nullable String json) {
    if (json == null || !json.stripLeading().startsWith("[")) {
      return 1;
    }
    try {
      JsonNode list = JSON.readTree(json);
      boolean many = !list.isEmpty() && !list.get(0).isNumber();
      return many ? list.size() : 1;
    } catch (JacksonException e) {
      return 1; // the provider will say what is wrong with it
    }
  }
}
