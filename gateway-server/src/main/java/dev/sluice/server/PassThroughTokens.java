package dev.sluice.server;

import dev.sluice.gateway.chat.Json;
import dev.sluice.gateway.chat.Usage;
import dev.sluice.gateway.config.ModelConfig;
import dev.sluice.gateway.money.Price;
import dev.sluice.gateway.money.Usd;
import dev.sluice.gateway.upstream.UpstreamCall.RequestBytes;
import dev.sluice.server.http.PassThrough;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// How many tokens a request that passes through can take at most, and how many it sends probably.
///
/// A token is at least one byte of a JSON body. Most bytes of a form are a file's, which are far
/// more than its tokens: its input is at most the model's context, else [#ASSUMED]. The answer ends
/// at the client's bound where the body is at hand, else at the model's, else at [#ASSUMED].
///
/// @param input at most
/// @param output at most, over all answers that are asked for
/// @param likelyInput by the usual rule of thumb, never more than `input`
record PassThroughTokens(long input, long output, long likelyInput) {

  /// What a form or an answer is taken to hold at most where nobody says.
  static final long ASSUMED = 32_768;

  private static final int BYTES_PER_TOKEN = 4;
  private static final long MOST_OUTPUT = 1_000_000_000L;
  private static final int MOST_ANSWERS = 128;
  private static final List<String> BOUNDS =
      List.of("max_output_tokens", "max_completion_tokens", "max_tokens");

  static PassThroughTokens of(PassThrough.Request request) {
    ModelConfig model = request.model();
    long bytes = request.body().length();
    boolean form = isForm(request);
    long input = form ? Math.min(bytes, context(model)) : bytes;
    long likely = Math.min(input, Math.ceilDiv(bytes, BYTES_PER_TOKEN));
    long output = model == null || model.price() == null ? 0 : output(request, model, form);
    return new PassThroughTokens(input, output, likely);
  }

  /// What to hold for it: every token at its dearest.
  Usd worstCase(Price price) {
    long in = Math.max(price.input(), Math.max(or0(price.cacheWrite()), or0(price.cachedInput())));
    long out = Math.max(price.output(), or0(price.reasoning()));
    return new Price(in, out, null, null, null, null).cost(new Usage(input, 0, 0, output, 0));
  }

  /// What it sends, where nobody tells what it got.
  Usage likely() {
    return new Usage(likelyInput, 0, 0, 0, 0);
  }

  private static boolean isForm(PassThrough.Request request) {
    return request.headers().stream()
        .filter(header -> header.name().equalsIgnoreCase("content-type"))
        .anyMatch(type -> type.value().strip().toLowerCase(Locale.ROOT).startsWith("multipart/"));
  }

  private static long context(@Nullable ModelConfig model) {
    Integer context = model == null ? null : model.context();
    return context == null ? ASSUMED : context;
  }

  private static long output(PassThrough.Request request, ModelConfig model, boolean form) {
    Integer most = model.maxOutput();
    long limit = most == null ? ASSUMED : most;
    if (form || !(request.body() instanceof RequestBytes body)) {
      return limit;
    }
    JsonNode json = tree(body.array());
    JsonNode answers = json.path("n");
    long n = answers.isNumber() ? Math.clamp((long) answers.asDouble(), 1, MOST_ANSWERS) : 1;
    return n * bound(json, limit);
  }

  /// The largest of the client's bounds, since it is the provider who knows which of them counts.
  private static long bound(JsonNode json, long otherwise) {
    double asked = -1;
    for (String name : BOUNDS) {
      JsonNode bound = json.path(name);
      asked = bound.isNumber() ? Math.max(asked, bound.asDouble()) : asked;
    }
    return asked < 0 ? otherwise : (long) Math.min(asked, MOST_OUTPUT);
  }

  private static JsonNode tree(byte[] body) {
    try {
      return Json.MAPPER.readTree(body);
    } catch (JacksonException e) {
      return Json.MAPPER.missingNode();
    }
  }

  private static long or0(@Nullable Long price) {
    return price == null ? 0 : price;
  }
}
