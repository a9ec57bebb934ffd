import com.fasterxml.jackson.databind.JsonNode;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.exception.AuthenticationException;
import dev.langchain4j.exception.ModelNotFoundException;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ResponseFormat;
import dev.langchain4j.model.chat.request.ResponseFormatType;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.request.json.JsonSchema;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.PartialResponse;
import dev.langchain4j.model.chat.response.PartialResponseContext;
import dev.langchain4j.model.chat.response.PartialThinking;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.model.openai.OpenAiEmbeddingModel;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/// LangChain4j's OpenAI models on the JDK's HTTP client.
final class LangChain4j {
  private final OpenAiChatModel model = open(Harness.API_KEY, Harness.model("chat"));

  public static void main(String[] args) {
    LangChain4j self = new LangChain4j();
    Harness.runAll(
        "langchain4j-open-ai",
        "langchain4j-open-ai",
        Map.ofEntries(
            Map.entry("plain", self::plain),
            Map.entry("stream", self::stream),
            Map.entry("stream_usage", self::streamUsage),
            Map.entry("tools", self::tools),
            Map.entry("tools_streamed", self::toolsStreamed),
            Map.entry("structured", self::structured),
            Map.entry("unauthorized", self::unauthorized),
            Map.entry("unknown_model", self::unknownModel),
            Map.entry("rate_limited", self::rateLimited),
            Map.entry("server_error", self::serverError),
            Map.entry("cut", self::cut),
            Map.entry("cancel", self::cancel),
            Map.entry("embeddings", self::embeddings),
            Map.entry("reasoning", self::reasoning),
            Map.entry("long_stream", self::longStream),
            Map.entry("unicode", self::unicode)));
  }

  private static OpenAiChatModel open(String key, String name) {
    return OpenAiChatModel.builder()
        .baseUrl(Harness.BASE_URL)
        .apiKey(key)
        .modelName(name)
        .returnThinking(true)
        .strictJsonSchema(true)
        .build();
  }

  /// A stream as it comes in.
  private static final class Streamed implements StreamingChatResponseHandler {
    private final StringBuilder text = new StringBuilder();
    private final StringBuilder thinking = new StringBuilder();
    private final CompletableFuture<ChatResponse> whole = new CompletableFuture<>();
    private int parts;

    static Streamed of(String name, ChatRequest request) {
      Streamed streamed = new Streamed();
      streaming(name).chat(request, streamed);
      return streamed;
    }

    static OpenAiStreamingChatModel streaming(String name) {
      return OpenAiStreamingChatModel.builder()
          .baseUrl(Harness.BASE_URL)
          .apiKey(Harness.API_KEY)
          .modelName(name)
          .returnThinking(true)
          .build();
    }

    ChatResponse end() throws Exception {
      return whole.get(30, TimeUnit.SECONDS);
    }

    @Override
    public void onPartialResponse(String part) {
      text.append(part);
      parts++;
    }

    @Override
    public void onPartialThinking(PartialThinking part) {
      thinking.append(part.text());
    }

    @Override
    public void onCompleteResponse(ChatResponse response) {
      whole.complete(response);
    }

    @Override
    public void onError(Throwable failure) {
      whole.completeExceptionally(failure);
    }
  }

  private void plain() {
    Harness.same(model.chat(Harness.prompt("plain")), Harness.answer("plain"));
  }

  private void stream() throws Exception {
    Streamed streamed = streamed("stream");
    Harness.same(streamed.end().aiMessage().text(), Harness.answer("stream"));
    Harness.same(streamed.text.toString(), Harness.answer("stream"));
  }

  private void streamUsage() throws Exception {
    var usage = streamed("stream_usage").end().tokenUsage();
    Harness.same(usage.inputTokenCount(), Harness.USAGE.path("prompt").asInt());
    Harness.same(usage.outputTokenCount(), Harness.USAGE.path("completion").asInt());
  }

  private interface Told {
    AiMessage to(ChatRequest request) throws Exception;
  }

  private void tools() throws Exception {
    callsTool("tools", request -> model.chat(request).aiMessage());
  }

  private void toolsStreamed() throws Exception {
    callsTool(
        "tools_streamed",
        request -> Streamed.of(Harness.model("chat"), request).end().aiMessage());
  }

  private static void callsTool(String scenario, Told told) throws Exception {
    ChatMessage question = UserMessage.from(Harness.prompt(scenario));
    AiMessage asked = told.to(withTool(question));
    ToolExecutionRequest call = asked.toolExecutionRequests().getFirst();
    Harness.same(Harness.json(call.arguments()), Harness.TOOL.path("arguments"));
    var result = ToolExecutionResultMessage.from(call, Harness.TOOL.path("result").asText());
    Harness.same(told.to(withTool(question, asked, result)).text(), Harness.TOOL.path("answer").asText());
  }

  private static ChatRequest withTool(ChatMessage... messages) {
    var parameters =
        JsonObjectSchema.builder()
            .addStringProperty("city")
            .addEnumProperty("unit", List.of("celsius", "kelvin"))
            .required("city", "unit")
            .build();
    var weather =
        ToolSpecification.builder()
            .name(Harness.TOOL.path("name").asText())
            .description(Harness.TOOL.path("description").asText())
            .parameters(parameters)
            .build();
    return ChatRequest.builder().messages(messages).toolSpecifications(weather).build();
  }

  private void structured() throws Exception {
    var city =
        JsonObjectSchema.builder()
            .addStringProperty("name")
            .addIntegerProperty("population")
            .addBooleanProperty("coastal")
            .required("name", "population", "coastal")
            .build();
    var format =
        ResponseFormat.builder()
            .type(ResponseFormatType.JSON)
            .jsonSchema(JsonSchema.builder().name("city").rootElement(city).build())
            .build();
    var request =
        ChatRequest.builder()
            .messages(UserMessage.from(Harness.prompt("structured")))
            .responseFormat(format)
            .build();
    JsonNode said = Harness.json(model.chat(request).aiMessage().text());
    Harness.same(said, Harness.json(Harness.answer("structured")));
  }

  private void unauthorized() throws Exception {
    var failure =
        Harness.rejection(
            () -> open(Harness.WRONG_KEY, Harness.model("chat")).chat(Harness.prompt("plain")));
    Harness.check(failure instanceof AuthenticationException, failure.toString());
  }

  private void unknownModel() throws Exception {
    var failure =
        Harness.rejection(
            () -> open(Harness.API_KEY, Harness.model("unknown")).chat(Harness.prompt("plain")));
    Harness.check(failure instanceof ModelNotFoundException, failure.toString());
  }

  private void rateLimited() throws Exception {
    // its own backoff decides when, Retry-After is not looked at
    var asked = Harness.Asked.of("rate_limited");
    Harness.same(model.chat(asked.text()), Harness.answer("rate_limited"));
    Harness.same(Harness.requests(asked.run()), 2);
  }

  private void serverError() throws Exception {
    var asked = Harness.Asked.of("server_error");
    Harness.same(model.chat(asked.text()), Harness.answer("server_error"));
    Harness.same(Harness.requests(asked.run()), 3);
  }

  private void cut() throws Exception {
    Streamed streamed = streamed("cut");
    var failure = Harness.rejection(streamed::end);
    Harness.check(failure instanceof ExecutionException, failure.toString());
    Harness.checkPart(streamed.text.toString());
  }

  private void cancel() throws Exception {
    Harness.cancels(
        () -> {
          CountDownLatch three = new CountDownLatch(3);
          StreamingChatResponseHandler leaving =
              new StreamingChatResponseHandler() {
                @Override
                public void onPartialResponse(PartialResponse part, PartialResponseContext context) {
                  three.countDown();
                  if (three.getCount() == 0) {
                    context.streamingHandle().cancel();
                  }
                }

                @Override
                public void onCompleteResponse(ChatResponse response) {}

                @Override
                public void onError(Throwable failure) {}
              };
          Streamed.streaming(Harness.model("chat")).chat(Harness.prompt("cancel"), leaving);
          Harness.check(three.await(20, TimeUnit.SECONDS), "no three parts came");
        });
  }

  private void embeddings() {
    var embeddings =
        OpenAiEmbeddingModel.builder()
            .baseUrl(Harness.BASE_URL)
            .apiKey(Harness.API_KEY)
            .modelName(Harness.model("embedding"))
            .build();
    var segments = List.of(TextSegment.from("one"), TextSegment.from("two"));
    var vectors = embeddings.embedAll(segments).content();
    Harness.same(vectors.stream().map(v -> v.vector().length).toList(), List.of(256, 256));
  }

  private void reasoning() throws Exception {
    String name = Harness.model("reasoning");
    String thinking = Harness.BOOK.path("thinking").asText();
    var whole = open(Harness.API_KEY, name).chat(request("reasoning")).aiMessage();
    Harness.same(whole.thinking(), thinking);
    Streamed streamed = Streamed.of(name, request("reasoning"));
    Harness.same(streamed.end().aiMessage().text(), Harness.answer("reasoning"));
    Harness.same(streamed.thinking.toString(), thinking);
  }

  private void longStream() throws Exception {
    Streamed streamed = streamed("long_stream");
    Harness.same(streamed.end().aiMessage().text(), Harness.LONG_ANSWER);
    Harness.check(streamed.parts >= 500, streamed.parts + " parts");
  }

  private void unicode() throws Exception {
    Harness.same(model.chat(Harness.prompt("unicode")), Harness.answer("unicode"));
    Harness.same(streamed("unicode").end().aiMessage().text(), Harness.answer("unicode"));
  }

  private static ChatRequest request(String scenario) {
    return ChatRequest.builder().messages(UserMessage.from(Harness.prompt(scenario))).build();
  }

  private static Streamed streamed(String scenario) {
    return Streamed.of(Harness.model("chat"), request(scenario));
  }
}
