package dev.sluice.server.sdk;

import static dev.sluice.server.sdk.OpenAiJavaTalk.header;
import static org.assertj.core.api.Assertions.assertThat;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.completions.CompletionUsage;
import com.openai.services.blocking.chat.ChatCompletionService;
import java.math.BigDecimal;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What each recorded answer of a provider is billed: tokens in disjoint buckets, and money, both
/// worked out by hand from the usage in the recording.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class RecordedUsageTest {

  /// Recording; input, cached input, output and reasoning tokens; nano-dollars. A token of input is
  /// 500 of them, cached 50, output 2000, reasoning 3000.
  private static final String BILLS =
      """
      alibaba/alibaba-reasoning.chunks.txt             |  24 |   0 |  271 | 1084 | 3806000
      alibaba/alibaba-text.chunks.txt                  |  18 |   0 |  779 |    0 | 1567000
      alibaba/alibaba-text.json                        |  18 |   0 | 1064 |    0 | 2137000
      alibaba/alibaba-tool-call.json                   | 295 |   0 |   22 |    0 |  191500
      # DeepSeek: hits and misses add up to the prompt, thoughts are part of the completion
      deepseek/deepseek-json.json                      | 175 | 320 |   26 |  118 |  509500
      deepseek/deepseek-reasoning.json                 |  18 |   0 |   30 |  315 | 1014000
      deepseek/deepseek-text.chunks.txt                |  13 |   0 |  400 |    0 |  806500
      deepseek/deepseek-tool-call.chunks.txt           |  19 | 320 |   44 |   39 |  230500
      deepseek/deepseek-tool-call.json                 |  19 | 320 |   44 |   48 |  257500
      # Groq: usage and x_groq.usage are one usage
      groq/groq-reasoning.json                         |  17 |   0 |   79 |  570 | 1876500
      groq/groq-text.chunks.txt                        |  45 |   0 |  662 |    0 | 1346500
      groq/groq-tool-call.chunks.txt                   | 210 |   0 |   15 |    0 |  135000
      groq/groq-tool-call.json                         | 218 |   0 |   15 |    0 |  139000
      # Mistral: total before completion, thoughts in the content and uncounted
      mistral/mistral-incremental-tool-call.chunks.txt |  43 | 128 |   14 |    0 |   55900
      mistral/mistral-reasoning.chunks.txt             |  10 |   0 |   46 |    0 |   97000
      mistral/mistral-text.chunks.txt                  |  13 |   0 |    8 |    0 |   22500
      mistral/mistral-text.json                        |  13 |   0 |  434 |    0 |  874500
      mistral/mistral-tool-call.json                   | 124 |   0 |   22 |    0 |  106000
      moonshotai/moonshotai-stream.chunks.txt          |   9 |   0 |    5 |    7 |   35500
      moonshotai/moonshotai-text.json                  |   9 |   0 |    5 |    0 |   14500
      openai/azure-model-router.1.chunks.txt           |  15 |   0 |   14 |   64 |  227500
      openai/openai-text.json                          |  16 |   0 |  363 |    0 |  734000
      # xAI: thoughts come on top of the completion
      openai-compatible/xai-text.json                  |  10 |   2 |    2 |  320 |  969100
      openai-compatible/xai-tool-call.chunks.txt       |   1 | 306 |   26 |  227 |  748800
      xai/xai-text.chunks.txt                          |   1 |  11 |    1 |  290 |  873050
      xai/xai-text.json                                |  10 |   2 |    1 |  228 |  691100
      xai/xai-tool-call.json                           |  47 | 244 |   26 |  189 |  654700
      """;

  private @Nullable List<RecordedBody> bodies;
  private @Nullable RecordedGateway gateway;
  private @Nullable OpenAIClient client;

  @BeforeAll
  void start() throws Exception {
    bodies = RecordedBody.all();
    gateway = RecordedGateway.start(bodies);
    client =
        OpenAIOkHttpClient.builder()
            .baseUrl(gateway.through().toString())
            .apiKey("sk-any")
            .maxRetries(0)
            .build();
  }

  @AfterAll
  void stop() {
    if (client != null && gateway != null) {
      client.close();
      gateway.close();
    }
  }

  @Test
  void billsEveryRecordedChat() {
    List<String> billed =
        BILLS
            .lines()
            .filter(line -> !line.startsWith("#"))
            .map(line -> line.split("\\|", 2)[0].strip())
            .toList();

    assertThat(chats()).extracting(RecordedBody::name).containsExactlyInAnyOrderElementsOf(billed);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = BILLS)
  void billsWhatTheProviderCounted(
      String name, long input, long cached, long output, long reasoning, long nanoUsd) {
    RecordedBody body = chat(name);
    Billed bill = new Billed(List.of(input, cached, 0L, output, reasoning), nanoUsd);

    if (!body.stream()) {
      assertBilled(bill, () -> assertThat(costOf(body)).isEqualTo(nanoUsd));
    } else {
      assertBilled(bill, () -> assertThat(costsOnStream(body, true)).containsExactly(nanoUsd));
      assertBilled(bill, () -> assertThat(costsOnStream(body, false)).isEmpty());
    }
  }

  /// What the metrics have counted.
  ///
  /// @param tokens input, cached input, cache write, output, reasoning
  private record Billed(List<Long> tokens, long nanoUsd) {

    Billed since(Billed before) {
      List<Long> more =
          IntStream.range(0, tokens.size())
              .mapToObj(i -> tokens.get(i) - before.tokens.get(i))
              .toList();
      return new Billed(more, nanoUsd - before.nanoUsd);
    }
  }

  private void assertBilled(Billed bill, Runnable call) {
    Billed before = counted();

    call.run();

    RecordedGateway.await(() -> counted().since(before).equals(bill));
    assertThat(counted().since(before)).isEqualTo(bill);
  }

  private Billed counted() {
    List<Long> tokens =
        Stream.of("input", "cached_input", "cache_write", "output", "reasoning")
            .map(type -> Math.round(gateway().metric("sluice_tokens_total", quoted(type))))
            .toList();
    return new Billed(tokens, Math.round(gateway().metric("sluice_cost_usd_total", "") * 1e9));
  }

  private static String quoted(String type) {
    return "type=\"" + type + "\"";
  }

  /// What the header of a whole answer says it cost, in nano-dollars.
  private long costOf(RecordedBody body) {
    try (var response = completions().withRawResponse().create(request(body).build())) {
      return nano(new BigDecimal(header(response, "x-sluice-cost-usd")));
    }
  }

  /// What the chunks of a stream say it cost, in nano-dollars.
  private List<Long> costsOnStream(RecordedBody body, boolean usage) {
    var request = request(body);
    if (usage) {
      request.streamOptions(ChatCompletionStreamOptions.builder().includeUsage(true).build());
    }
    try (var response = completions().createStreaming(request.build())) {
      return response.stream()
          .flatMap(chunk -> chunk.usage().stream())
          .map(told -> nano(cost(told)))
          .toList();
    }
  }

  private static BigDecimal cost(CompletionUsage usage) {
    JsonValue cost = usage._allProperties().get("cost");
    return Objects.requireNonNull(Objects.requireNonNull(cost).convert(BigDecimal.class));
  }

  private static long nano(BigDecimal usd) {
    return usd.movePointRight(9).longValueExact();
  }

  private static ChatCompletionCreateParams.Builder request(RecordedBody body) {
    return ChatCompletionCreateParams.builder()
        .model(RecordedGateway.MODEL)
        .addUserMessage(body.marker());
  }

  private List<RecordedBody> chats() {
    return Objects.requireNonNull(bodies).stream()
        .filter(body -> body.api() == RecordedBody.Api.CHAT)
        .toList();
  }

  private RecordedBody chat(String name) {
    return chats().stream().filter(body -> body.name().equals(name)).findFirst().orElseThrow();
  }

  private RecordedGateway gateway() {
    return Objects.requireNonNull(gateway);
  }

  private ChatCompletionService completions() {
    return Objects.requireNonNull(client).chat().completions();
  }
}
