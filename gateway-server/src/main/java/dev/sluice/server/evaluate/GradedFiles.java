package dev.sluice.server.evaluate;

import java.nio.file.Path;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// Sets in two kinds of files: `SET.prompts.jsonl` with `id` and `prompt`, and for each model
/// `SET.MODEL.jsonl` with `id`, `output`, `correct` (0…1), and where they are known `in_tok_est`
/// and `out_tok_est`.
final class GradedFiles {

  private GradedFiles() {}

  static OutcomeSet read(String set, Path prompts, List<Path> files) {
    Gathering gathering = new Gathering(set);
    for (JsonNode row : JsonLines.read(prompts)) {
      gathering.prompt(row.path("id").asString(""), row.path("prompt").asString(""));
    }
    for (Path file : files) {
      String stem = JsonLines.stem(file);
      if (stem.startsWith(set + ".") && !file.equals(prompts)) {
        String model = stem.substring(set.length() + 1);
        JsonLines.read(file).forEach(row -> answer(gathering, model, row));
      }
    }
    return gathering.set();
  }

  private static void answer(Gathering gathering, String model, JsonNode row) {
    String id = row.path("id").asString("");
    String output = row.path("output").asString("");
    long input = row.path("in_tok_est").asLong(Recorded.tokens(gathering.text(id)));
    long tokens = row.path("out_tok_est").asLong(Recorded.tokens(output));
    double quality = row.path("correct").asDouble(0);
    gathering.answer(id, model, new Recorded(output, quality, input, tokens));
  }
}
