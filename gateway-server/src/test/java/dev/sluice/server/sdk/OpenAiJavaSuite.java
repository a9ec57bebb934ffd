package dev.sluice.server.sdk;

import static dev.sluice.server.sdk.OpenAiJavaTalk.content;
import static dev.sluice.server.sdk.OpenAiJavaTalk.finishReason;
import static dev.sluice.server.sdk.OpenAiJavaTalk.finishReasons;
import static dev.sluice.server.sdk.OpenAiJavaTalk.header;
import static dev.sluice.server.sdk.OpenAiJavaTalk.joined;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.errors.NotFoundException;
import com.openai.errors.OpenAIException;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.models.audio.transcriptions.TranscriptionCreateParams;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.completions.CompletionCreateParams;
import com.openai.models.embeddings.Embedding;
import com.openai.models.embeddings.EmbeddingCreateParams;
import com.openai.models.models.Model;
import com.openai.services.blocking.chat.ChatCompletionService;
import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The scenarios of `com.openai:openai-java`: only the base URL and the key are set.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(60)
abstract class OpenAiJavaSuite {

  /// What structured output is asked for; the SDK makes a strict schema of it.
  record City(String name, int population, boolean coastal) {}

  private final ScenarioBook book = ScenarioBook.read();
  private final OpenAiJavaTalk talk = new OpenAiJavaTalk(book);
  private final GatewayUnderTest gateway;
  private final OpenAIClient client;
  private final ChatCompletionService completions;

  /// The suite owns the gateway and closes it in the end.
  OpenAiJavaSuite(GatewayUnderTest gateway) {
    this.gateway = gateway;
    this.client = clientOf(gateway).build();
    this.completions = client.chat().completions();
  }

  @AfterAll
  void close() {
    client.close();
    gateway.close();
  }

  @Test
  void answersPlainly() {
    ChatCompletion completion = completions.create(talk.chat("plain").build());

    assertThat(content(completion)).isEqualTo(book.answer("plain"));
    assertThat(finishReason(completion)).isEqualTo("stop");
    assertThat(completion.model()).isEqualTo(book.model("chat"));
    assertThat(completion.usage().orElseThrow().totalTokens()).isPositive();
  }

  @Test
  void tellsInHeadersWhereItRouted() {
    var request = talk.chat("routed").model(book.model("routed")).build();

    try (var response = completions.withRawResponse().create(request)) {
      ChatCompletion completion = response.parse();

      assertThat(content(completion)).isEqualTo(book.answer("routed"));
      assertThat(response.requestId()).isPresent();
      assertThat(header(response, "x-sluice-model")).isEqualTo(completion.model());
      assertThat(header(response, "x-sluice-cost-usd")).matches("\\d+\\.\\d{9}");
      assertThat(header(response, "x-sluice-tier")).matches("budget|standard|premium");
      assertThat(header(response, "x-sluice-cache")).matches("(MISS|BYPASS).*");
    }
  }

  @Test
  void servesARepeatedRequestFromTheCache() {
    var request = talk.chat("cached").build();

    try (var first = completions.withRawResponse().create(request);
        var second = completions.withRawResponse().create(request)) {
      assertThat(header(first, "x-sluice-cache")).isEqualTo("MISS");
      assertThat(header(second, "x-sluice-cache")).isEqualTo("HIT");
      assertThat(Double.parseDouble(header(second, "x-sluice-cost-usd"))).isZero();
      assertThat(second.requestId()).isNotEqualTo(first.requestId());
      assertThat(second.parse().choices()).isEqualTo(first.parse().choices());
    }
  }

  @Test
  void streamsWithoutUsageUnlessAsked() {
    var request = talk.chat("stream").build();

    try (var response = completions.withRawResponse().createStreaming(request)) {
      List<ChatCompletionChunk> chunks = response.parse().stream().toList();

      assertThat(header(response, "x-sluice-model")).isEqualTo(book.model("chat"));
      assertThat(header(response, "x-sluice-tier")).isEqualTo("direct");
      assertThat(joined(chunks)).isEqualTo(book.answer("stream"));
      assertThat(finishReasons(chunks)).containsExactly("stop");
      assertThat(chunks.stream().map(ChatCompletionChunk::id).distinct()).hasSize(1);
      assertThat(chunks).allMatch(chunk -> chunk.choices().size() == 1);
      assertThat(chunks).allMatch(chunk -> chunk._usage().isMissing());
    }
  }

  @Test
  void streamsUsageWithItsCostOnce() {
    var options = ChatCompletionStreamOptions.builder().includeUsage(true).build();
    var request = talk.chat("stream_usage").streamOptions(options).build();

    List<ChatCompletionChunk> chunks = stream(request);

    assertThat(joined(chunks)).isEqualTo(book.answer("stream_usage"));
    assertThat(chunks).filteredOn(c -> c.usage().isPresent()).containsExactly(chunks.getLast());
    var usage = chunks.getLast().usage().orElseThrow()._allProperties();
    assertThat(usage).hasEntrySatisfying("cost", this::isPositive);
  }

  @Test
  void streamsWhatTheAccumulatorPutsTogether() {
    var accumulator = ChatCompletionAccumulator.create();

    stream(talk.chat("stream_helper").build()).forEach(accumulator::accumulate);

    assertThat(content(accumulator.chatCompletion())).isEqualTo(book.answer("stream_helper"));
  }

  @Test
  void callsAToolAndTakesItsResult() {
    var request = talk.chat("tools").addFunctionTool(talk.weatherTool()).build();

    ChatCompletion asked = completions.create(request);
    var call = talk.weatherCall(asked);
    ChatCompletion told = completions.create(talk.withToolResult(request, asked, call));

    assertThat(content(told)).isEqualTo(book.answer("tools_result"));
  }

  @Test
  void callsAToolInAStream() {
    var request = talk.chat("tools").addFunctionTool(talk.weatherTool()).build();
    var accumulator = ChatCompletionAccumulator.create();

    List<ChatCompletionChunk> chunks = stream(request);
    chunks.forEach(accumulator::accumulate);
    ChatCompletion asked = accumulator.chatCompletion();
    var call = talk.weatherCall(asked);
    var told = stream(talk.withToolResult(request, asked, call));

    assertThat(chunks)
        .as("the arguments come in pieces")
        .filteredOn(chunk -> chunk.choices().getFirst().delta().toolCalls().isPresent())
        .hasSizeGreaterThan(2);
    assertThat(joined(told)).isEqualTo(book.answer("tools_result"));
  }

  @Test
  void parsesStructuredOutput() {
    var request = talk.chat("structured").responseFormat(City.class).build();

    City city = completions.create(request).choices().getFirst().message().content().orElseThrow();

    City expected = JsonMapper.shared().readValue(book.answer("structured"), City.class);
    assertThat(city).isEqualTo(expected);
    JsonNode sent = lastRequest().at("/response_format/json_schema");
    assertThat(sent.path("strict").asBoolean()).isTrue();
    assertThat(sent.at("/schema/additionalProperties").asBoolean(true)).isFalse();
    assertThat(sent.at("/schema/required")).hasSize(3);
  }

  @Test
  void passesAPictureOn() {
    var request = talk.chatWithPicture("vision");

    ChatCompletion completion = completions.create(request);

    assertThat(content(completion)).isEqualTo(book.answer("vision"));
    JsonNode sent = lastRequest().at("/messages/0/content");
    assertThat(sent.at("/0/text").asString()).isEqualTo(book.prompt("vision"));
    assertThat(sent.at("/1/image_url/url").asString()).isEqualTo(book.image());
  }

  @Test
  void closesTheProvidersCallWhenAStreamIsClosed() {
    int before = gateway.cancelledCount();

    try (var response = completions.createStreaming(talk.chat("abort").build())) {
      assertThat(response.stream().limit(3)).hasSize(3);
    }

    assertThat(gateway.awaitCancelledAbove(before)).isGreaterThan(before);
  }

  @Test
  void letsTheSdkRetryARateLimit() {
    List<String> tries = new ArrayList<>();
    var observed =
        clientOf(gateway)
            .addInterceptor(chain -> {
              var response = chain.proceed(chain.request());
              var count = chain.request().header("x-stainless-retry-count");
              tries.add(count + ": " + response.code());
              return response;
            })
            .build();
    gateway.failNext(429, 1);

    ChatCompletion completion = observed.chat().completions().create(talk.chat("retry").build());
    observed.close();

    assertThat(content(completion)).isEqualTo(book.answer("retry"));
    assertThat(tries).containsExactly("0: 429", "1: 200");
  }

  @Test
  void saysThatAModelIsUnknown() {
    var request = talk.chat("plain").model(book.model("unknown")).build();

    var failure = catchThrowableOfType(NotFoundException.class, () -> completions.create(request));

    assertThat(failure.code()).contains("model_not_found");
    assertThat(failure.type()).contains("invalid_request_error");
    assertThat(failure.param()).isEmpty();
    assertThat(failure.headers().values("x-request-id")).hasSize(1);
  }

  @Test
  void listsModelsAndFindsOneWithASlash() {
    List<String> listed = client.models().list().data().stream().map(Model::id).toList();
    Model one = client.models().retrieve(book.model("slashed"));
    var failure =
        catchThrowableOfType(
            NotFoundException.class, () -> client.models().retrieve(book.model("unknown")));

    assertThat(listed).contains(book.model("chat"), book.model("slashed"), book.model("routed"));
    assertThat(one.id()).isEqualTo(book.model("slashed"));
    assertThat(failure).isNotNull();
  }

  @Test
  void embedsInBase64AndInNumbers() {
    var request =
        EmbeddingCreateParams.builder()
            .model(book.model("embedding"))
            .inputOfArrayOfStrings(List.of("one", "another"));

    List<Embedding> decoded = client.embeddings().create(request.build()).data();
    JsonNode sent = lastRequest();
    var numbers = request.encodingFormat(EmbeddingCreateParams.EncodingFormat.FLOAT).build();
    List<Embedding> plain = client.embeddings().create(numbers).data();

    assertThat(sent.path("encoding_format").asString()).isEqualTo("base64");
    assertThat(decoded).extracting(Embedding::index).containsExactly(0L, 1L);
    assertThat(decoded).noneMatch(embedding -> embedding.embedding().isEmpty());
    assertThat(decoded.stream().map(Embedding::embedding))
        .isEqualTo(plain.stream().map(Embedding::embedding).toList());
  }

  @Test
  void completesTextTheOldWay() {
    var request =
        CompletionCreateParams.builder()
            .model(book.model("chat"))
            .prompt(book.prompt("completions"))
            .maxTokens(32)
            .build();

    String whole = client.completions().create(request).choices().getFirst().text();
    String streamed;
    try (var response = client.completions().createStreaming(request)) {
      streamed =
          response.stream()
              .map(chunk -> chunk.choices().getFirst().text())
              .collect(Collectors.joining());
    }

    assertThat(whole).isEqualTo(book.answer("completions"));
    assertThat(streamed).isEqualTo(book.answer("completions"));
  }

  @Test
  void passesUnknownFieldsOnAndKeepsItsOwn() {
    var ours = Map.of("cache", "off", "tags", "suite=java");
    var request =
        talk.chat("extra_body")
            .putAdditionalBodyProperty("seed", JsonValue.from(Long.MAX_VALUE))
            .putAdditionalBodyProperty("top_k", JsonValue.from(20))
            .putAdditionalBodyProperty("vendor_switch", JsonValue.from(Map.of("depth", 1.5)))
            .putAdditionalBodyProperty("sluice", JsonValue.from(ours))
            .build();

    try (var response = completions.withRawResponse().create(request)) {
      assertThat(content(response.parse())).isEqualTo(book.answer("extra_body"));
      assertThat(header(response, "x-sluice-cache")).isEqualTo("BYPASS");
    }
    JsonNode sent = lastRequest();
    assertThat(sent.path("seed").asLong()).isEqualTo(Long.MAX_VALUE);
    assertThat(sent.path("top_k").asInt()).isEqualTo(20);
    assertThat(sent.at("/vendor_switch/depth").asDouble()).isEqualTo(1.5);
    assertThat(sent.has("sluice")).isFalse();
  }

  @Test
  void neverEndsACutStreamQuietly() {
    gateway.cutNextStreamAt(book.cutAt());
    List<ChatCompletionChunk> chunks = new ArrayList<>();

    try (var response = completions.createStreaming(talk.chat("cut").build())) {
      var failure =
          catchThrowableOfType(OpenAIException.class, () -> response.stream().forEach(chunks::add));

      assertThat(failure).isNotNull();
    }
    assertThat(joined(chunks)).isNotEmpty().isNotEqualTo(book.answer("cut"));
    assertThat(book.answer("cut")).startsWith(joined(chunks));
  }

  @Test
  void transcribesAFileHoweverItIsSent() {
    byte[] speech = new byte[3 << 20];
    var whole = TranscriptionCreateParams.builder().file(speech).model("whisper-1").build();
    var streamed =
        TranscriptionCreateParams.builder()
            .model("whisper-1")
            .file(new ByteArrayInputStream(speech))
            .build();

    for (TranscriptionCreateParams request : List.of(whole, streamed)) {
      var text = client.audio().transcriptions().create(request).asTranscription().text();

      assertThat(text).contains("transcription");
      assertThat(gateway.lastRequest()).contains("whisper-1").hasSizeGreaterThan(speech.length);
    }
  }

  private static OpenAIOkHttpClient.Builder clientOf(GatewayUnderTest gateway) {
    return OpenAIOkHttpClient.builder()
        .baseUrl(gateway.baseUrl().toString())
        .apiKey(gateway.apiKey())
        .timeout(Duration.ofSeconds(20));
  }

  private List<ChatCompletionChunk> stream(ChatCompletionCreateParams request) {
    try (var response = completions.createStreaming(request)) {
      return response.stream().toList();
    }
  }

  private void isPositive(JsonValue number) {
    assertThat(number.convert(Double.class)).isPositive();
  }

  private JsonNode lastRequest() {
    return JsonMapper.shared().readTree(gateway.lastRequest());
  }
}
