package dev.sluice.gateway.task;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The project's own labelled prompts, `prompts.jsonl`, in six languages.
///
/// Public sets of labelled requests are mostly templates, in English, each with material of one
/// kind; these prompts say the same wishes in many ways, and put the same material behind different
/// wishes, so that the wish is learned and not the material. A line is either material
/// (`{"material": "text", "language": "en", "text": …}`) or a prompt (`{"label", "language",
/// "text"}` and perhaps `system`, `turns`) whose `{text}`, `{short}`, `{review}`, `{code}` stands
/// for material of that kind and language; each such prompt becomes [#VARIANTS] prompts.
final class OwnPrompts {
  static final String SOURCE = "own";
  static final int VARIANTS = 3;

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Map<String, List<String>> materials = new LinkedHashMap<>();
  private final List<LabelledPrompt> prompts = new ArrayList<>();
  private int turn;

  private OwnPrompts() {}

  static List<LabelledPrompt> all() {
    try (InputStream in = OwnPrompts.class.getResourceAsStream("prompts.jsonl")) {
      if (in == null) {
        throw new IllegalStateException("prompts.jsonl is missing beside OwnPrompts");
      }
      var lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
      List<JsonNode> rows = lines.lines().filter(l -> !l.isBlank()).map(JSON::readTree).toList();
      OwnPrompts own = new OwnPrompts();
      rows.stream().filter(row -> row.has("material")).forEach(own::keep);
      rows.stream().filter(row -> row.has("label")).forEach(own::expand);
      return List.copyOf(own.prompts);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void keep(JsonNode row) {
    String key = key(row.path("material").asString(""), row.path("language").asString(""));
    materials.computeIfAbsent(key, k -> new ArrayList<>()).add(row.path("text").asString(""));
  }

  private static String key(String kind, String language) {
    return kind.equals("code") ? kind : kind + " " + language;
  }

  private void expand(JsonNode row) {
    String text = row.path("text").asString("");
    String language = row.path("language").asString("");
    int variants = text.indexOf('{') >= 0 && !filled(text, language).equals(text) ? VARIANTS : 1;
    for (int i = 0; i < variants; i++) {
      turn++;
      prompts.add(prompt(row, filled(text, language)));
    }
  }

  private String filled(String text, String language) {
    String filled = text;
    for (String kind : List.of("text", "short", "review", "code")) {
      String hole = "{" + kind + "}";
      List<String> choices = materials.getOrDefault(key(kind, language), List.of());
      if (filled.contains(hole) && !choices.isEmpty()) {
        filled = filled.replace(hole, choices.get(turn % choices.size()));
      }
    }
    return filled;
  }

  private static LabelledPrompt prompt(JsonNode row, String text) {
    String system = row.path("system").asString("");
    int turns = row.path("turns").asInt(1);
    return new LabelledPrompt(
        new TaskInput(text, system, turns, false, false, false),
        PromptFiles.task(row.path("label").asString("")),
        SOURCE,
        row.path("text").asString(""),
        false,
        false,
        false,
        Set.of());
  }
}
