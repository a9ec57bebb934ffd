package dev.sluice.server.evaluate;

import java.nio.file.Path;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// Sets as three projects publish them: MMLU-Pro (multiple choice with reasoning), RouteLLM (a weak
/// and a strong model on GSM8K) and AlpacaEval (open chat, compared with GPT-4).
final class PublishedFiles {

  /// What RouteLLM's two models are called here.
  static final String WEAK = "weak";

  static final String STRONG = "strong";

  private static final String LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";

  private PublishedFiles() {}

  /// `prompts.jsonl` with `id`, `category`, `question`, `options`; `MODEL.jsonl` with `id`,
  /// `output`, `correct`, `out_tok_est`.
  static OutcomeSet multipleChoice(String set, List<Path> files) {
    Gathering gathering = new Gathering(set);
    for (Path file : files) {
      if (JsonLines.stem(file).equals("prompts")) {
        JsonLines.read(file)
            .forEach(row -> gathering.prompt(row.path("id").asString(""), choicePrompt(row)));
      }
    }
    for (Path file : files) {
      String model = JsonLines.stem(file);
      if (!model.equals("prompts")) {
        JsonLines.read(file).forEach(row -> graded(gathering, model, row));
      }
    }
    return gathering.set();
  }

  private static void graded(Gathering gathering, String model, JsonNode row) {
    String id = row.path("id").asString("");
    String output = row.path("output").asString("");
    gathering.answer(
        id,
        model,
        new Recorded(
            output,
            row.path("correct").asDouble(0),
            Recorded.tokens(gathering.text(id)),
            row.path("out_tok_est").asLong(Recorded.tokens(output))));
  }

  /// The question as one asks it who wants reasoning and a letter; the published prompts with their
  /// worked examples are not recorded.
  private static String choicePrompt(JsonNode row) {
    StringBuilder text = new StringBuilder();
    text.append("Answer this multiple choice question about ")
        .append(row.path("category").asString("anything"))
        .append(". Think step by step, then finish with \"The answer is (X)\", where X is the")
        .append(" letter of the right option.\n\nQuestion: ")
        .append(row.path("question").asString(""))
        .append("\nOptions:\n");
    int option = 0;
    for (JsonNode one : row.path("options")) {
      text.append('(').append(LETTERS.charAt(option)).append(") ");
      text.append(one.asString("")).append('\n');
      option++;
    }
    return text.toString();
  }

  /// `prompt`, `weak_output`, `strong_output`, and whether each is right in `weak` and `strong`.
  static OutcomeSet pairs(String set, List<Path> files) {
    Gathering gathering = new Gathering(set);
    for (Path file : files) {
      for (JsonNode row : JsonLines.read(file)) {
        String id = row.path("id").asString("");
        String prompt = row.path("prompt").asString("");
        gathering.prompt(id, prompt);
        for (String model : List.of(WEAK, STRONG)) {
          String output = row.path(model + "_output").asString("");
          double quality = row.path(model).asDouble(0);
          gathering.answer(id, model, counted(prompt, output, quality));
        }
      }
    }
    return gathering.set();
  }

  /// `MODEL.jsonl` with `instruction`, `output`, `win_prob_vs_gpt4_1106`, which serves as quality:
  /// 0.5 is as good as GPT-4.
  static OutcomeSet compared(String set, List<Path> files) {
    Gathering gathering = new Gathering(set);
    for (Path file : files) {
      for (JsonNode row : JsonLines.read(file)) {
        String prompt = row.path("instruction").asString("");
        String output = row.path("output").asString("");
        double quality = row.path("win_prob_vs_gpt4_1106").asDouble(0);
        gathering.prompt(prompt, prompt);
        gathering.answer(prompt, JsonLines.stem(file), counted(prompt, output, quality));
      }
    }
    return gathering.set();
  }

  private static Recorded counted(String prompt, String output, double quality) {
    return new Recorded(output, quality, Recorded.tokens(prompt), Recorded.tokens(output));
  }
}
