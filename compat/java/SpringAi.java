import com.openai.errors.NotFoundException;
import com.openai.errors.UnauthorizedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.messages.Message;
import org.springframework.ai.chat.messages.ToolResponseMessage;
import org.springframework.ai.chat.messages.UserMessage;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.openai.OpenAiChatModel;
import org.springframework.ai.openai.OpenAiChatOptions;
import org.springframework.ai.openai.OpenAiEmbeddingModel;
import org.springframework.ai.openai.OpenAiEmbeddingOptions;
import org.springframework.ai.tool.ToolCallback;
import org.springframework.ai.tool.function.FunctionToolCallback;

/// Spring AI's OpenAI models.
final class SpringAi {
  enum Unit {
    celsius,
    kelvin
  }

  record Place(String city, Unit unit) {}

  private final OpenAiChatModel model = open(options());

  public static void main(String[] args) {
    SpringAi self = new SpringAi();
    Harness.runAll(
        "spring-ai-openai",
        "spring-ai-openai",
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

  private static OpenAiChatOptions.Builder options() {
    return OpenAiChatOptions.builder()
        .baseUrl(Harness.BASE_URL)
        .apiKey(Harness.API_KEY)
        .model(Harness.model("chat"));
  }

  private static OpenAiChatModel open(OpenAiChatOptions.Builder options) {
    return OpenAiChatModel.builder().options(options.build()).build();
  }

  private void plain() {
    Harness.same(model.call(Harness.prompt("plain")), Harness.answer("plain"));
  }

  private void stream() {
    Harness.same(text(streamed(model, "stream")), Harness.answer("stream"));
  }

  private void streamUsage() {
    var told = streamed(open(options().streamUsage(true)), "stream_usage");
    var usage = told.getLast().getMetadata().getUsage();
    Harness.same(usage.getPromptTokens(), Harness.USAGE.path("prompt").asInt());
    Harness.same(usage.getCompletionTokens(), Harness.USAGE.path("completion").asInt());
  }

  private interface Told {
    AssistantMessage to(Prompt prompt);
  }

  private void tools() throws Exception {
    callsTool("tools", prompt -> model.call(prompt).getResult().getOutput());
  }

  private void toolsStreamed() throws Exception {
    callsTool("tools_streamed", prompt -> joined(model.stream(prompt).collectList().block()));
  }

  private static void callsTool(String scenario, Told told) throws Exception {
    ToolCallback weather =
        FunctionToolCallback.builder(
                Harness.TOOL.path("name").asText(),
                (Place place) -> Harness.TOOL.path("result").asText())
            .description(Harness.TOOL.path("description").asText())
            .inputType(Place.class)
            .build();
    var options = options().toolCallbacks(weather).build();
    Message question = new UserMessage(Harness.prompt(scenario));
    AssistantMessage asked = told.to(new Prompt(List.of(question), options));
    var call = asked.getToolCalls().getFirst();
    Harness.same(Harness.json(call.arguments()), Harness.TOOL.path("arguments"));
    // its own wrapping of the result in JSON is left out
    var result =
        new ToolResponseMessage.ToolResponse(
            call.id(), call.name(), Harness.TOOL.path("result").asText());
    Message response = ToolResponseMessage.builder().responses(List.of(result)).build();
    AssistantMessage last = told.to(new Prompt(List.of(question, asked, response), options));
    Harness.same(last.getText(), Harness.TOOL.path("answer").asText());
  }

  private void structured() throws Exception {
    String schema =
        """
        {"type": "object", "properties": {"name": {"type": "string"}, "population": {"type": "integer"},
        "coastal": {"type": "boolean"}}, "required": ["name", "population", "coastal"],
        "additionalProperties": false}
        """;
    var options = options().outputSchema(schema).build();
    var said = model.call(new Prompt(Harness.prompt("structured"), options));
    Harness.same(
        Harness.json(said.getResult().getOutput().getText()),
        Harness.json(Harness.answer("structured")));
  }

  private void unauthorized() throws Exception {
    var wrong = open(options().apiKey(Harness.WRONG_KEY));
    var failure = Harness.rejection(() -> wrong.call(Harness.prompt("plain")));
    Harness.check(failure instanceof UnauthorizedException, failure.toString());
  }

  private void unknownModel() throws Exception {
    var unknown = open(options().model(Harness.model("unknown")));
    var failure = Harness.rejection(() -> unknown.call(Harness.prompt("plain")));
    Harness.check(failure instanceof NotFoundException, failure.toString());
  }

  private void rateLimited() throws Exception {
    var asked = Harness.Asked.of("rate_limited");
    Harness.waitsOut(
        asked.run(),
        () -> Harness.same(model.call(asked.text()), Harness.answer("rate_limited")));
  }

  private void serverError() throws Exception {
    var asked = Harness.Asked.of("server_error");
    Harness.same(model.call(asked.text()), Harness.answer("server_error"));
    Harness.same(Harness.requests(asked.run()), 3);
  }

  private void cut() throws Exception {
    List<ChatResponse> seen = new ArrayList<>();
    Harness.rejection(
        () -> model.stream(new Prompt(Harness.prompt("cut"))).doOnNext(seen::add).blockLast());
    Harness.checkPart(text(seen));
  }

  private void cancel() throws Exception {
    Harness.cancels(
        () -> model.stream(new Prompt(Harness.prompt("cancel"))).take(3).collectList().block());
  }

  private void embeddings() {
    var options =
        OpenAiEmbeddingOptions.builder()
            .baseUrl(Harness.BASE_URL)
            .apiKey(Harness.API_KEY)
            .model(Harness.model("embedding"))
            .build();
    var vectors =
        OpenAiEmbeddingModel.builder().options(options).build().embed(List.of("one", "two"));
    Harness.same(vectors.stream().map(vector -> vector.length).toList(), List.of(256, 256));
  }

  private void reasoning() {
    var thinking = open(options().model(Harness.model("reasoning")));
    var whole = thinking.call(new Prompt(Harness.prompt("reasoning"))).getResult().getOutput();
    Harness.same(thought(whole), Harness.BOOK.path("thinking").asText());
    var parts = streamed(thinking, "reasoning");
    var thoughts = // each part has all of them so far
        parts.stream()
            .flatMap(part -> part.getResults().stream())
            .map(result -> thought(result.getOutput()))
            .toList();
    Harness.same(thoughts.getLast(), Harness.BOOK.path("thinking").asText());
    Harness.same(text(parts), Harness.answer("reasoning"));
  }

  private static String thought(AssistantMessage message) {
    Object said = message.getMetadata().get("reasoningContent");
    return said == null ? "" : said.toString();
  }

  private void longStream() {
    var parts = streamed(model, "long_stream");
    Harness.check(parts.size() >= 500, parts.size() + " parts");
    Harness.same(text(parts), Harness.LONG_ANSWER);
  }

  private void unicode() {
    Harness.same(model.call(Harness.prompt("unicode")), Harness.answer("unicode"));
    Harness.same(text(streamed(model, "unicode")), Harness.answer("unicode"));
  }

  private static List<ChatResponse> streamed(OpenAiChatModel model, String scenario) {
    return model.stream(new Prompt(Harness.prompt(scenario))).collectList().block();
  }

  private static String text(List<ChatResponse> parts) {
    return parts.stream()
        .flatMap(part -> part.getResults().stream())
        .map(result -> result.getOutput().getText())
        .map(text -> text == null ? "" : text)
        .collect(Collectors.joining());
  }

  /// The parts of a stream as one message.
  private static AssistantMessage joined(List<ChatResponse> parts) {
    var calls =
        parts.stream()
            .flatMap(part -> part.getResults().stream())
            .flatMap(result -> result.getOutput().getToolCalls().stream())
            .toList();
    return AssistantMessage.builder().content(text(parts)).toolCalls(calls).build();
  }
}
