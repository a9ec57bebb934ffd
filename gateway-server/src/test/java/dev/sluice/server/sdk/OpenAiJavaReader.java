package dev.sluice.server.sdk;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.ObjectMappers;
import com.openai.errors.OpenAIException;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.responses.ResponseCreateParams;
import com.openai.models.responses.ResponseStreamEvent;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Reads recorded answers with openai-java. The form of an outcome stands at `Reading`.
final class OpenAiJavaReader implements AutoCloseable {

  private final OpenAIClient client;

  OpenAiJavaReader(URI baseUrl) {
    client =
        OpenAIOkHttpClient.builder()
            .baseUrl(baseUrl.toString())
            .apiKey("sk-any")
            .maxRetries(0)
            .build();
  }

  JsonNode read(RecordedBody body, boolean usage) {
    return switch (body.api()) {
      case CHAT -> body.stream() ? chatStream(body, usage) : answer(() -> chat(body));
      case RESPONSES -> body.stream() ? responseStream(body) : answer(() -> response(body));
    };
  }

  private Object chat(RecordedBody body) {
    return client.chat().completions().create(request(body).build());
  }

  private JsonNode chatStream(RecordedBody body, boolean usage) {
    ChatCompletionCreateParams.Builder request = request(body);
    if (usage) {
      request.streamOptions(ChatCompletionStreamOptions.builder().includeUsage(true).build());
    }
    ObjectNode outcome = JsonMapper.shared().createObjectNode();
    List<ChatCompletionChunk> chunks = new ArrayList<>();
    try (var response = client.chat().completions().createStreaming(request.build())) {
      response.stream().forEach(chunks::add);
    } catch (OpenAIException e) {
      outcome.put("error", e.toString());
    }
    outcome.set("chunks", tree(chunks));
    outcome.set("choices", accumulated(chunks));
    return outcome;
  }

  private static JsonNode accumulated(List<ChatCompletionChunk> chunks) {
    ChatCompletionAccumulator accumulator = ChatCompletionAccumulator.create();
    try {
      chunks.forEach(accumulator::accumulate);
      return tree(accumulator.chatCompletion().choices());
    } catch (OpenAIException | IllegalStateException e) {
      return JsonMapper.shared().getNodeFactory().stringNode(e.toString());
    }
  }

  private Object response(RecordedBody body) {
    return client.responses().create(responseRequest(body));
  }

  private JsonNode responseStream(RecordedBody body) {
    ObjectNode outcome = JsonMapper.shared().createObjectNode();
    List<ResponseStreamEvent> events = new ArrayList<>();
    try (var response = client.responses().createStreaming(responseRequest(body))) {
      response.stream().forEach(events::add);
    } catch (OpenAIException e) {
      outcome.put("error", e.toString());
    }
    outcome.set("chunks", tree(events));
    return outcome;
  }

  private static JsonNode answer(Supplier<Object> call) {
    ObjectNode outcome = JsonMapper.shared().createObjectNode();
    try {
      outcome.set("answer", tree(call.get()));
    } catch (OpenAIException e) {
      outcome.put("error", e.toString());
    }
    return outcome;
  }

  private static ChatCompletionCreateParams.Builder request(RecordedBody body) {
    return ChatCompletionCreateParams.builder()
        .model(RecordedGateway.MODEL)
        .addUserMessage(body.marker());
  }

  private static ResponseCreateParams responseRequest(RecordedBody body) {
    return ResponseCreateParams.builder().model(RecordedGateway.MODEL).input(body.marker()).build();
  }

  /// Everything that the SDK's object holds, fields that it does not know included.
  private static JsonNode tree(Object held) {
    try {
      return JsonMapper.shared().readTree(ObjectMappers.jsonMapper().writeValueAsString(held));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
