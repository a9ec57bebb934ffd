package dev.sluice.server.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import com.openai.core.JsonValue;
import com.openai.core.http.HttpResponse;
import com.openai.models.FunctionDefinition;
import com.openai.models.FunctionParameters;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionContentPart;
import com.openai.models.chat.completions.ChatCompletionContentPartImage;
import com.openai.models.chat.completions.ChatCompletionContentPartText;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionMessageFunctionToolCall;
import com.openai.models.chat.completions.ChatCompletionToolMessageParam;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.databind.json.JsonMapper;

/// The requests of the Java scenarios, and what they read out of answers.
final class OpenAiJavaTalk {

  private final ScenarioBook book;

  OpenAiJavaTalk(ScenarioBook book) {
    this.book = book;
  }

  /// The chat request of a scenario; scenarios add to it.
  ChatCompletionCreateParams.Builder chat(String scenario) {
    return ChatCompletionCreateParams.builder()
        .model(book.model("chat"))
        .addUserMessage(book.prompt(scenario));
  }

  /// A chat request with the book's picture beside the prompt.
  ChatCompletionCreateParams chatWithPicture(String scenario) {
    var text = ChatCompletionContentPartText.builder().text(book.prompt(scenario)).build();
    var url = ChatCompletionContentPartImage.ImageUrl.builder().url(book.image()).build();
    var image = ChatCompletionContentPartImage.builder().imageUrl(url).build();
    return ChatCompletionCreateParams.builder()
        .model(book.model("chat"))
        .addUserMessageOfArrayOfContentParts(
            List.of(
                ChatCompletionContentPart.ofText(text),
                ChatCompletionContentPart.ofImageUrl(image)))
        .build();
  }

  FunctionDefinition weatherTool() {
    var city = Map.of("type", "string");
    var unit = Map.of("type", "string", "enum", List.of("celsius", "kelvin"));
    var parameters =
        FunctionParameters.builder()
            .putAdditionalProperty("type", JsonValue.from("object"))
            .putAdditionalProperty("properties", JsonValue.from(Map.of("city", city, "unit", unit)))
            .putAdditionalProperty("required", JsonValue.from(List.of("city", "unit")))
            .putAdditionalProperty("additionalProperties", JsonValue.from(false))
            .build();
    return FunctionDefinition.builder().name(book.toolName()).parameters(parameters).build();
  }

  /// The one call of the weather tool that the answer asks for, checked.
  ChatCompletionMessageFunctionToolCall weatherCall(ChatCompletion completion) {
    assertThat(finishReason(completion)).isEqualTo("tool_calls");
    var calls = completion.choices().getFirst().message().toolCalls().orElseThrow();
    assertThat(calls).hasSize(1);
    var call = calls.getFirst().asFunction();
    assertThat(call.function().name()).isEqualTo(book.toolName());
    assertThat(JsonMapper.shared().readTree(call.function().arguments()))
        .isEqualTo(book.toolArguments());
    return call;
  }

  /// The conversation after the tool was called.
  ChatCompletionCreateParams withToolResult(
      ChatCompletionCreateParams request,
      ChatCompletion asked,
      ChatCompletionMessageFunctionToolCall call) {
    var result =
        ChatCompletionToolMessageParam.builder()
            .toolCallId(call.id())
            .content(book.prompt("tools_result"))
            .build();
    return request.toBuilder()
        .addMessage(asked.choices().getFirst().message())
        .addMessage(result)
        .build();
  }

  /// The value of a header, or an empty string.
  static String header(HttpResponse response, String name) {
    return String.join(",", response.headers().values(name));
  }

  static String content(ChatCompletion completion) {
    return completion.choices().getFirst().message().content().orElseThrow();
  }

  static String finishReason(ChatCompletion completion) {
    return completion.choices().getFirst().finishReason().asString();
  }

  static String joined(List<ChatCompletionChunk> chunks) {
    return chunks.stream()
        .flatMap(chunk -> chunk.choices().stream())
        .flatMap(choice -> choice.delta().content().stream())
        .collect(Collectors.joining());
  }

  static List<String> finishReasons(List<ChatCompletionChunk> chunks) {
    return chunks.stream()
        .flatMap(chunk -> chunk.choices().stream())
        .flatMap(choice -> choice.finishReason().stream())
        .map(ChatCompletionChunk.Choice.FinishReason::asString)
        .toList();
  }
}
