import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.errors.NotFoundException;
import com.openai.errors.OpenAIException;
import com.openai.errors.UnauthorizedException;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.models.FunctionDefinition;
import com.openai.models.FunctionParameters;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionFunctionTool;
import com.openai.models.chat.completions.ChatCompletionMessage;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.chat.completions.ChatCompletionToolMessageParam;
import com.openai.models.embeddings.EmbeddingCreateParams;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// openai-java with its OkHttp client.
final class OpenAiJava {
  record City(String name, int population, boolean coastal) {}

  private final OpenAIClient client = open(Harness.API_KEY);

  public static void main(String[] args) {
    OpenAiJava self = new OpenAiJava();
    Harness.runAll(
        "openai-java",
        "openai-java",
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

  private static OpenAIClient open(String key) {
    return OpenAIOkHttpClient.builder()
        .baseUrl(Harness.BASE_URL)
        .apiKey(key)
        .timeout(Duration.ofSeconds(30))
        .build();
  }

  private void plain() {
    Harness.same(text(create(chat("plain"))), Harness.answer("plain"));
  }

  private void stream() {
    Harness.same(text(stream(chat("stream"))), Harness.answer("stream"));
  }

  private void streamUsage() {
    var options = ChatCompletionStreamOptions.builder().includeUsage(true).build();
    var usage = stream(chat("stream_usage").streamOptions(options)).getLast().usage().orElseThrow();
    Harness.same(usage.promptTokens(), Harness.USAGE.path("prompt").asLong());
    Harness.same(usage.completionTokens(), Harness.USAGE.path("completion").asLong());
  }

  private void tools() throws Exception {
    var request = chat("tools").addTool(weather());
    Harness.same(text(create(told(request, message(create(request))))), Harness.TOOL.path("answer").asText());
  }

  private void toolsStreamed() throws Exception {
    var request = chat("tools_streamed").addTool(weather());
    var accumulator = ChatCompletionAccumulator.create();
    stream(request).forEach(accumulator::accumulate);
    var asked = message(accumulator.chatCompletion());
    Harness.same(text(stream(told(request, asked))), Harness.TOOL.path("answer").asText());
  }

  private void structured() throws Exception {
    var request = chat("structured").responseFormat(City.class).build();
    var city = client.chat().completions().create(request).choices().getFirst().message().content();
    Harness.same(
        city.orElseThrow(), Harness.JSON.readValue(Harness.answer("structured"), City.class));
  }

  private void unauthorized() throws Exception {
    var wrong = open(Harness.WRONG_KEY).chat().completions();
    var failure = Harness.rejection(() -> wrong.create(chat("plain").build()));
    Harness.check(failure instanceof UnauthorizedException, failure.toString());
  }

  private void unknownModel() throws Exception {
    var failure =
        Harness.rejection(() -> create(chat("plain").model(Harness.model("unknown"))));
    Harness.check(failure instanceof NotFoundException, failure.toString());
  }

  private void rateLimited() throws Exception {
    var asked = Harness.Asked.of("rate_limited");
    Harness.waitsOut(
        asked.run(),
        () -> Harness.same(text(create(chat(asked))), Harness.answer("rate_limited")));
  }

  private void serverError() throws Exception {
    var asked = Harness.Asked.of("server_error");
    Harness.same(text(create(chat(asked))), Harness.answer("server_error"));
    Harness.same(Harness.requests(asked.run()), 3);
  }

  private void cut() throws Exception {
    StringBuilder seen = new StringBuilder();
    var failure =
        Harness.rejection(
            () -> {
              try (var response = client.chat().completions().createStreaming(chat("cut").build())) {
                response.stream().forEach(chunk -> seen.append(text(List.of(chunk))));
              }
            });
    Harness.check(failure instanceof OpenAIException, failure.toString());
    Harness.checkPart(seen.toString());
  }

  private void cancel() throws Exception {
    Harness.cancels(
        () -> {
          try (var response = client.chat().completions().createStreaming(chat("cancel").build())) {
            Harness.same(response.stream().limit(3).count(), 3L);
          }
        });
  }

  private void embeddings() {
    var request =
        EmbeddingCreateParams.builder()
            .model(Harness.model("embedding"))
            .inputOfArrayOfStrings(List.of("one", "two"))
            .build();
    var sizes = client.embeddings().create(request).data().stream().map(e -> e.embedding().size());
    Harness.same(sizes.toList(), List.of(256, 256));
  }

  private void reasoning() {
    var request = chat("reasoning").model(Harness.model("reasoning"));
    Harness.same(
        thought(message(create(request))._additionalProperties()),
        Harness.BOOK.path("thinking").asText());
    var chunks = stream(request);
    var thinking =
        chunks.stream()
            .map(chunk -> thought(chunk.choices().getFirst().delta()._additionalProperties()))
            .collect(Collectors.joining());
    Harness.same(thinking, Harness.BOOK.path("thinking").asText());
    Harness.same(text(chunks), Harness.answer("reasoning"));
  }

  private void longStream() {
    var chunks = stream(chat("long_stream"));
    Harness.check(chunks.size() >= 500, chunks.size() + " chunks");
    Harness.same(text(chunks), Harness.LONG_ANSWER);
  }

  private void unicode() {
    Harness.same(text(create(chat("unicode"))), Harness.answer("unicode"));
    Harness.same(text(stream(chat("unicode"))), Harness.answer("unicode"));
  }

  private static ChatCompletionCreateParams.Builder chat(String scenario) {
    return chat(Harness.Asked.of(scenario));
  }

  private static ChatCompletionCreateParams.Builder chat(Harness.Asked asked) {
    return ChatCompletionCreateParams.builder()
        .model(Harness.model("chat"))
        .addUserMessage(asked.text());
  }

  private ChatCompletion create(ChatCompletionCreateParams.Builder request) {
    return client.chat().completions().create(request.build());
  }

  private List<ChatCompletionChunk> stream(ChatCompletionCreateParams.Builder request) {
    try (var response = client.chat().completions().createStreaming(request.build())) {
      return response.stream().toList();
    }
  }

  /// The conversation after the tool was called as the answer asks.
  private static ChatCompletionCreateParams.Builder told(
      ChatCompletionCreateParams.Builder request, ChatCompletionMessage asked) throws Exception {
    var call = asked.toolCalls().orElseThrow().getFirst().asFunction();
    Harness.same(Harness.json(call.function().arguments()), Harness.TOOL.path("arguments"));
    var result =
        ChatCompletionToolMessageParam.builder()
            .toolCallId(call.id())
            .content(Harness.TOOL.path("result").asText())
            .build();
    return request.addMessage(asked).addMessage(result);
  }

  private static ChatCompletionFunctionTool weather() {
    var city = Map.of("type", "string");
    var unit = Map.of("type", "string", "enum", List.of("celsius", "kelvin"));
    var parameters =
        FunctionParameters.builder()
            .putAdditionalProperty("type", JsonValue.from("object"))
            .putAdditionalProperty("properties", JsonValue.from(Map.of("city", city, "unit", unit)))
            .putAdditionalProperty("required", JsonValue.from(List.of("city", "unit")))
            .build();
    return ChatCompletionFunctionTool.builder()
        .function(
            FunctionDefinition.builder()
                .name(Harness.TOOL.path("name").asText())
                .parameters(parameters)
                .build())
        .build();
  }

  private static ChatCompletionMessage message(ChatCompletion completion) {
    return completion.choices().getFirst().message();
  }

  private static String text(ChatCompletion completion) {
    return message(completion).content().orElse("");
  }

  private static String text(List<ChatCompletionChunk> chunks) {
    return chunks.stream()
        .flatMap(chunk -> chunk.choices().stream())
        .flatMap(choice -> choice.delta().content().stream())
        .collect(Collectors.joining());
  }

  private static String thought(Map<String, JsonValue> properties) {
    var said = properties.get("reasoning_content");
    return said == null || said.isNull() ? "" : said.convert(String.class);
  }
}
