package dev.sluice.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.fixtures.CannedAnswer;
import dev.sluice.server.net.LeakWatch;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Which model answers which request under the shipped configuration.
@ExtendWith(LeakWatch.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RoutingTest {

  private GatewayFixture gateway;

  @BeforeAll
  void start() {
    CannedAnswer solved = CannedAnswer.text("40 + 2 = 42, so the answer is 42.");
    gateway =
        Setup.shipped()
            .answering((model, prompt) ->
                prompt.lastUserText().contains("step by step")
                    ? Optional.of(solved)
                    : Optional.empty())
            .start();
  }

  @AfterAll
  void stop() {
    gateway.close();
  }

  @ParameterizedTest
  @CsvSource({
    "simple_qa, Qwen/Qwen3-8B, budget",
    "classification, Qwen/Qwen3-8B, budget",
    "summarization, Qwen/Qwen3-32B, standard",
    "translation, Qwen-MT-Turbo, standard",
    "code_generation, deepseek-coder, standard",
    "complex_reasoning, deepseek-v4-flash, standard",
    "general, deepseek-v4-flash, standard"
  })
  void answersANamedTaskWithTheFirstModelOfItsRoute(String task, String model, String tier) {
    String text = "Work it out step by step: 40 + 2, as " + task;

    Reply reply = gateway.chat(Chats.of("auto", text), "x-sluice-task", task);

    assertThat(reply.status()).as(reply.toString()).isEqualTo(200);
    assertThat(reply.header("x-sluice-task")).isEqualTo(task);
    assertThat(reply.model()).isEqualTo(model);
    assertThat(reply.fact("tier")).isEqualTo(tier);
    assertThat(reply.json().path("model").asString("")).isEqualTo(model);
    assertThat(gateway.metric("sluice_route_decisions_total", "task", task, "tier", tier))
        .isPositive();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "simple_qa | What is the capital of France?",
        "classification | Classify the sentiment of this review as positive, negative or neutral:"
            + " 'The battery died after two days.'",
        "summarization | Summarize the following article in two sentences: The city council met on"
            + " Monday to discuss the new tram line. Residents complained about noise, shop owners"
            + " asked for shorter works, and the mayor promised a decision by spring.",
        "translation | Translate into German: Good morning, where is the station?",
        "code_generation | Write a Python function that reverses a linked list.",
        "complex_reasoning | A farmer has 17 sheep, sells 5, then doubles the rest and loses 3."
            + " How many are left? Reason step by step and prove that your result is right.",
        "general | Tell me something nice about autumn evenings by the sea."
      })
  void classifiesAPromptAndTakesItsRoute(String task, String prompt) {
    Map<String, String> first =
        Map.of(
            "simple_qa", "Qwen/Qwen3-8B",
            "classification", "Qwen/Qwen3-8B",
            "summarization", "Qwen/Qwen3-32B",
            "translation", "Qwen-MT-Turbo",
            "code_generation", "deepseek-coder",
            "complex_reasoning", "deepseek-v4-flash",
            "general", "deepseek-v4-flash");

    Reply reply = gateway.chat(Chats.of("auto", prompt));

    assertThat(reply.task()).isEqualTo(task);
    assertThat(reply.header("x-sluice-task")).matches(task + ";p=[01]\\.\\d\\d");
    assertThat(reply.model()).isEqualTo(first.get(task));
    assertThat(reply.route()).doesNotContain("reject");
  }

  @ParameterizedTest
  @CsvSource({
    "tier:budget, Qwen/Qwen3-8B, budget",
    "tier:standard, deepseek-v4-flash, standard",
    "tier:premium, deepseek-reasoner, premium"
  })
  void asksATiersModelWithoutCascade(String name, String model, String tier) {
    Reply reply = gateway.chat(Chats.of(name, "Name a colour of the " + name + " kind."));

    assertThat(reply.model()).isEqualTo(model);
    assertThat(reply.fact("tier")).isEqualTo(tier);
    assertThat(reply.route()).isEqualTo(model + ":accept");
    assertThat(reply.header("x-sluice-task")).isEmpty();
  }

  @Test
  void asksAnExplicitModelWithoutRouting() {
    Reply reply = gateway.chat(Chats.of("deepseek-coder", "Say hello to the explicit model."));

    assertThat(reply.model()).isEqualTo("deepseek-coder");
    assertThat(reply.fact("tier")).isEqualTo("direct");
    assertThat(reply.header("x-sluice-attempts")).isEqualTo("1");
  }

  @Test
  void routesAnAliasAndTakesItsNameForTheBaseline() {
    Reply reply = gateway.chat(Chats.of("gpt-4o", Chats.QUESTION, ",\"seed\":1"));

    assertThat(reply.model()).isEqualTo("Qwen/Qwen3-8B");
    assertThat(reply.usd("baseline")).isPositive();
    assertThat(reply.usd("saved"))
        .isEqualByComparingTo(reply.usd("baseline").subtract(reply.usd("cost")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"auto", "auto:cheap", "auto:quality"})
  void routesEveryNameOfAuto(String name) {
    Reply reply = gateway.chat(Chats.of(name, Chats.QUESTION, ",\"seed\":2"));

    assertThat(reply.task()).isEqualTo("simple_qa");
    assertThat(reply.model()).isEqualTo("Qwen/Qwen3-8B");
  }

  @ParameterizedTest
  @ValueSource(strings = {"gpt-5", "auto:dear", "tier:cheap", "Auto", "deepseek-v4-flash "})
  void refusesANameThatMeansNothing(String name) {
    Reply reply = gateway.chat(Chats.of(name, "Hello"));

    assertThat(reply.status()).isEqualTo(404);
    assertThat(reply.error()).isEqualTo("model_not_found");
    assertThat(reply.json().path("error").has("param")).isTrue();
    assertThat(reply.json().path("error").path("param").isNull()).isTrue();
  }

  @Test
  void staysBelowTheCallersTier() {
    Reply reply =
        gateway.chat(
            Chats.of("auto", "Stay below, please."),
            "x-sluice-task",
            "code_generation",
            "x-sluice-max-tier",
            "budget");

    assertThat(reply.model()).isEqualTo("Qwen/Qwen3-8B");
    assertThat(reply.fact("tier")).isEqualTo("budget");
  }

  @Test
  void takesOptionsFromTheBodyAndKeepsThemFromTheProvider() {
    gateway.provider().clearReceived();

    Reply reply =
        gateway.chat(
            Chats.of("auto", "Body options.", ",\"sluice\":{\"task\":\"code_generation\"}"));

    assertThat(reply.model()).isEqualTo("deepseek-coder");
    assertThat(gateway.provider().received().getLast().bodyText()).doesNotContain("sluice");
  }

  @Test
  void listsWhatCanBeAskedFor() {
    Reply reply = gateway.get(gateway.gateway().dataUrl() + "/v1/models");

    assertThat(reply.json().path("data").findValuesAsString("id"))
        .contains("auto", "tier:premium", "gpt-4o", "Qwen/Qwen3-8B", "deepseek-reasoner");
  }
}
