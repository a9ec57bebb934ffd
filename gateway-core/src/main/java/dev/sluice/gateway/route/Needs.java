package dev.sluice.gateway.route;

import dev.sluice.gateway.chat.ChatRequest;
import dev.sluice.gateway.chat.Json;
import dev.sluice.gateway.chat.Message;
import dev.sluice.gateway.config.Capability;
import dev.sluice.gateway.config.ModelConfig;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Set;
import tools.jackson.core.JacksonException;

/// What a model must be able to take to answer a request.
///
/// @param capabilities beyond plain text
/// @param tokens estimate of the prompt plus the answer's bound, erring high for English
record Needs(Set<Capability> capabilities, long tokens) {

  private static final int BYTES_PER_TOKEN = 3;

  Needs {
    capabilities = Set.copyOf(capabilities);
  }

  static Needs of(ChatRequest request) {
    EnumSet<Capability> needed = EnumSet.noneOf(Capability.class);
    if (request.hasTools()) {
      needed.add(Capability.TOOLS);
    }
    if (request.hasImages()) {
      needed.add(Capability.VISION);
    }
    if (request.hasAudio()) {
      needed.add(Capability.AUDIO);
    }
    if (wantsSchema(request)) {
      needed.add(Capability.JSON_SCHEMA);
    }
    Long bound = request.maxTokens();
    long answer = bound == null ? 0 : Math.clamp(bound, 0, Integer.MAX_VALUE);
    return new Needs(needed, promptBytes(request) / BYTES_PER_TOKEN + answer);
  }

  /// Whether the model accepts every kind of content in the request.
  boolean acceptedBy(ModelConfig model) {
    return model.accepts().containsAll(capabilities);
  }

  /// Whether the request seems to fit the model's context; unknown contexts fit all.
  boolean fit(ModelConfig model) {
    Integer context = model.context();
    return context == null || tokens <= context;
  }

  private static boolean wantsSchema(ChatRequest request) {
    String format = request.json("response_format");
    if (format == null || !format.startsWith("{")) {
      return false;
    }
    try {
      return Json.MAPPER.readTree(format).path("type").asString("").equals("json_schema");
    } catch (JacksonException e) {
      return true; // a number that is too long for a tree; the provider may see to it
    }
  }

  /// The body, but for embedded images and sounds, whose bytes are no tokens.
  private static long promptBytes(ChatRequest request) {
    if (!request.hasImages() && !request.hasAudio()) {
      return request.body().length;
    }
    long bytes = 0;
    for (Message message : request.messages()) {
      bytes += message.text().getBytes(StandardCharsets.UTF_8).length;
    }
    return bytes;
  }
}
