package dev.sluice.gateway.cascade;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gateway.budget.Budgets;
import dev.sluice.gateway.call.Paid;
import dev.sluice.gateway.chat.Answer;
import dev.sluice.gateway.chat.AnswerReader;
import dev.sluice.gateway.chat.Json;
import dev.sluice.gateway.config.CommitConfig;
import dev.sluice.gateway.config.RouteStep;
import dev.sluice.gateway.exchange.Attempt;
import dev.sluice.gateway.exchange.Exchange;
import dev.sluice.gateway.exchange.RequestOptions.StreamMode;
import dev.sluice.gateway.path.Step;
import dev.sluice.gateway.quality.HardChecks;
import dev.sluice.gateway.route.Sample;
import dev.sluice.gateway.terms.FailureKind;
import dev.sluice.gateway.terms.Tier;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// A stream never mixes two models, whatever the models and the client do.
class OneModelPerStreamTest {

  private static final List<String> MODELS = List.of("small", "middle", "large");
  private static final Duration BEAT = Duration.ofMillis(4);
  private static final Duration AFTER = Duration.ofMillis(1);

  enum Kind {
    GOOD,
    REFUSAL,
    UNSAFE,
    FOREIGN,
    JSON,
    EMPTY,
    THOUGHTFUL,
    ENDLESS,
    CUT,
    BROKEN,
    UNFINISHED,
    WHOLE,
    FAILING,
    TOO_DEAR
  }

  /// What one model does when asked.
  ///
  /// @param words how long it speaks
  /// @param at the event at which it is cut, breaks or falls silent
  /// @param silent whether it falls silent there until somebody waits for it
  /// @param tail whether usage and `[DONE]` come
  record Deed(Kind kind, int words, int at, boolean silent, boolean tail) {}

  /// @param leavesAt how many events the client waits for, heartbeats while it sees none included
  /// @param pausesAt every how many events its connection is full
  record Client(StreamMode mode, int leavesAt, int pausesAt) {}

  /// @param bounds whether answers of lower tiers are bounded
  record Request(boolean comparing, boolean json, boolean shortAnswer, boolean bounds) {}

  @Provide
  Arbitrary<List<Deed>> deeds() {
    Arbitrary<Integer> words = Arbitraries.integers().between(0, 120);
    Arbitrary<Integer> at =
        Arbitraries.oneOf(
            Arbitraries.integers().between(0, 30), Arbitraries.integers().between(0, 130));
    Arbitrary<Boolean> flag = Arbitraries.of(true, false);
    return Combinators.combine(Arbitraries.of(Kind.class), words, at, flag, flag)
        .as(Deed::new)
        .list()
        .ofSize(3);
  }

  @Provide
  Arbitrary<Client> clients() {
    Arbitrary<Integer> leavesAt =
        Arbitraries.frequencyOf(
            Tuple.of(3, Arbitraries.just(Integer.MAX_VALUE)),
            Tuple.of(1, Arbitraries.integers().between(0, 150)));
    return Combinators.combine(
            Arbitraries.of(StreamMode.class), leavesAt, Arbitraries.integers().between(1, 30))
        .as(Client::new);
  }

  @Provide
  Arbitrary<Request> requests() {
    Arbitrary<Boolean> flag = Arbitraries.of(true, false);
    return Combinators.combine(flag, flag, flag, flag).as(Request::new);
  }

  @Property(tries = 600)
  void allBytesComeFromTheModelThatIsNamed(
      @ForAll("deeds") List<Deed> deeds,
      @ForAll("clients") Client client,
      @ForAll("requests") Request request) {
    Stage stage = new Stage(deeds, client);
    Exchange x = stage.exchange(request);

    FakeClient seen = stage.play(x);

    checkBooks(x, stage, seen);
    checkEvents(x.servedModel(), seen);
    checkWords(stage.said(x.servedModel()), seen);
  }

  private static void checkBooks(Exchange x, Stage stage, FakeClient seen) {
    assertThat(x.attempts()).noneMatch(attempt -> attempt.state() == Attempt.State.OPEN);
    assertThat(stage.settled).hasSameSizeAs(stage.asked);
    assertThat(stage.settled.values()).allSatisfy(times -> assertThat(times).hasValue(1));
    assertThat(stage.streams).allMatch(ScriptedStream::isOver);
    assertThat(x.attempts())
        .filteredOn(attempt -> attempt.kind() == Attempt.Kind.ANSWER)
        .hasSize(seen.wasAnswered() ? 1 : 0)
        .allSatisfy(attempt -> assertThat(attempt.model().id()).isEqualTo(x.servedModel()));
  }

  private static void checkEvents(@Nullable String served, FakeClient seen) {
    List<JsonNode> chunks = new ArrayList<>();
    seen.events().forEach(event -> chunks.add(Json.MAPPER.readTree(event)));
    assertThat(chunks)
        .allSatisfy(chunk -> {
          assertThat(chunk.path("model").asString("")).isEqualTo(served);
          assertThat(chunk.path("id").asString("")).isEqualTo("id-" + served);
        });
    assertThat(chunks).filteredOn(OneModelPerStreamTest::hasRole).hasSizeLessThanOrEqualTo(1);
    assertThat(chunks)
        .filteredOn(chunk -> chunk.path("usage").isObject())
        .hasSizeLessThanOrEqualTo(1);
    if (seen.ending() == FakeClient.Ending.WELL) {
      assertThat(chunks).filteredOn(OneModelPerStreamTest::hasRole).hasSize(1);
      assertThat(chunks).filteredOn(OneModelPerStreamTest::finishes).hasSize(1);
      JsonNode last = chunks.getLast();
      assertThat(last.path("usage").isObject() || finishes(last)).isTrue();
    }
  }

  private static void checkWords(String said, FakeClient seen) {
    String words = words(seen.events());
    if (seen.ending() == FakeClient.Ending.WELL && !finishedBy(seen.events(), "length")) {
      assertThat(words).isEqualTo(said);
    } else {
      assertThat(said).startsWith(words);
    }
  }

  private static String words(List<byte[]> events) {
    StringBuilder words = new StringBuilder();
    for (byte[] event : events) {
      String text = new String(event, StandardCharsets.UTF_8);
      if (!text.equals("[DONE]")) {
        JsonNode delta = Json.MAPPER.readTree(event).path("choices").path(0).path("delta");
        words.append(delta.path("reasoning_content").asString(""));
        words.append(delta.path("content").asString(""));
      }
    }
    return words.toString();
  }

  private static boolean finishedBy(List<byte[]> events, String reason) {
    return events.stream()
        .map(event -> Json.MAPPER.readTree(event).path("choices").path(0).path("finish_reason"))
        .anyMatch(finish -> finish.asString("").equals(reason));
  }

  private static boolean hasRole(JsonNode chunk) {
    return chunk.path("choices").path(0).path("delta").has("role");
  }

  private static boolean finishes(JsonNode chunk) {
    return chunk.path("choices").path(0).path("finish_reason").isString();
  }

  /// Three models and a client, each with a part to play.
  private static final class Stage {
    private final FakePaidCall calls = new FakePaidCall();
    private final List<ScriptedStream> streams = new ArrayList<>();
    private final ConcurrentLinkedQueue<Attempt> asked = new ConcurrentLinkedQueue<>();
    private final Map<Attempt, AtomicInteger> settled = new ConcurrentHashMap<>();
    private final Map<String, ScriptedStream> byModel = new HashMap<>();
    private final Client client;
    private final Thread thread = Thread.currentThread();
    private int beats;

    Stage(List<Deed> deeds, Client client) {
      this.client = client;
      for (int i = 0; i < deeds.size(); i++) {
        tell(MODELS.get(i), deeds.get(i));
      }
    }

    private void tell(String model, Deed deed) {
      switch (deed.kind()) {
        case FAILING -> calls.fails(model, FailureKind.SERVER_ERROR);
        case TOO_DEAR -> calls.costs(model, "9", "x");
        case WHOLE -> calls.answers(model, Scripts.whole(model));
        default -> {
          ScriptedStream stream = Scripts.stream(model, deed);
          streams.add(stream);
          byModel.put(model, stream);
          calls.streams(model, stream);
        }
      }
    }

    /// All that this model has to say.
    String said(@Nullable String model) {
      if (model == null) {
        return "";
      }
      ScriptedStream stream = byModel.get(model);
      return stream == null ? Scripts.WHOLE : words(stream.events());
    }

    Exchange exchange(Request request) {
      List<String> members = new ArrayList<>(List.of("\"stream\":true"));
      members.add("\"stream_options\":{\"include_usage\":true}");
      if (request.json()) {
        members.add("\"response_format\":{\"type\":\"json_object\"}");
      }
      if (request.shortAnswer()) {
        members.add("\"max_tokens\":200");
      }
      List<RouteStep> steps =
          request.comparing()
              ? List.of(new RouteStep.Agree("small", "middle"), new RouteStep.Ask("large"))
              : Sample.asks("small", "middle", "large");
      return new Sample()
          .cascade(
              new CommitConfig(20, AFTER),
              request.bounds() ? Map.of(Tier.BUDGET, 30, Tier.STANDARD, 60) : Map.of())
          .body(Sample.chat("auto", "What is it?", members.toArray(String[]::new)))
          .options(o -> o.stream(client.mode()))
          .client(this::beat)
          .planned(steps);
    }

    /// Nothing moves any more but by this: the silent speak, and the impatient leave.
    private synchronized void beat() {
      if (++beats > client.leavesAt()) {
        thread.interrupt();
      } else {
        streams.forEach(ScriptedStream::wake);
      }
    }

    FakeClient play(Exchange x) {
      FakeClient seeing = new FakeClient(x, client.leavesAt(), client.pausesAt());
      AnswerBounds bounds = new AnswerBounds(LengthBound.NONE);
      Cascade cascade =
          new Cascade(
              (exchange, model, purse, longest) ->
                  watched(calls.ask(exchange, model, purse, longest)),
              new HardChecks(),
              new Budgets(InstantSource.system()),
              CascadeEvents.NONE,
              new Cascade.Streams(
                  bounds,
                  new StreamTape(bounds, Fold::keeping, BEAT, 1_000_000),
                  new CommitPoint(Fold::keeping, BEAT)));
      try {
        Step step = cascade.apply(x);
        seeing.take(step, byModel.get(x.servedModel()));
      } catch (InterruptedException e) {
        seeing.leaves();
      }
      return seeing;
    }

    private Paid watched(Paid paid) {
      if (paid instanceof Paid.Streaming streaming) {
        Attempt attempt = streaming.attempt();
        asked.add(attempt);
        attempt.whenSettled(
            () -> settled.computeIfAbsent(attempt, a -> new AtomicInteger()).incrementAndGet());
      }
      return paid;
    }
  }

  /// What the models say.
  private static final class Scripts {

    static final String WHOLE = "It is so.";

    static ScriptedStream stream(String model, Deed deed) {
      Chunks chunks =
          switch (deed.kind()) {
            case REFUSAL ->
                Chunks.saying(model, "As an AI, I am unable to play sounds. " + words(deed));
            case UNSAFE ->
                Chunks.saying(model, "I'm sorry, but I can't help with that. " + words(deed));
            case FOREIGN ->
                Chunks.saying(model, "这个问题的答案很简单，也很有意思。 ".repeat(deed.words() / 10 + 1));
            case JSON -> Chunks.saying(model, "{\"a\": \"" + words(deed) + "\"}");
            case EMPTY -> new Chunks(model);
            case THOUGHTFUL -> new Chunks(model).thinks(words(deed)).says(words(deed) + "!");
            case ENDLESS -> Chunks.saying(model, "and so on ".repeat(300));
            default -> Chunks.saying(model, words(deed));
          };
      return new ScriptedStream(
              ended(chunks, deed), deed.kind() == Kind.CUT, deed.silent() ? deed.at() : -1)
          .lateBy(deed.at() % 4);
    }

    private static List<byte[]> ended(Chunks chunks, Deed deed) {
      List<byte[]> so = chunks.events();
      int at = Math.min(Math.max(1, deed.at()), so.size());
      return switch (deed.kind()) {
        case CUT -> so.subList(0, at);
        case UNFINISHED -> so;
        case BROKEN -> {
          List<byte[]> broken = new ArrayList<>(so.subList(0, at));
          broken.add(chunks.error().events().getLast());
          yield broken;
        }
        default ->
            (deed.tail() ? chunks.finish("stop").usage(7).done() : chunks.finish("stop")).events();
      };
    }

    private static String words(Deed deed) {
      return "word ".repeat(deed.words());
    }

    static Answer whole(String model) {
      String body =
          """
          {"id":"id-%s","object":"chat.completion","created":1,"model":"%s","choices":[{"index":0,
          "message":{"role":"assistant","content":"%s"},"finish_reason":"stop"}],
          "usage":{"prompt_tokens":9,"completion_tokens":3,"total_tokens":12}}\
          """
              .formatted(model, model, WHOLE);
      return AnswerReader.read(body.getBytes(StandardCharsets.UTF_8)).orElseThrow();
    }
  }
}
