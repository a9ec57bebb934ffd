package dev.sluice.gateway.task;

import dev.sluice.gateway.terms.TaskType;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Reads labelled chat requests, one JSON object a line.
///
/// Columns: `source`, `label`, `messages`, `label_how`, `hard`, `alt_labels`, `src_group`; others
/// are ignored. Files whose names start with `dev` or `test` are for validation, all others for
/// training.
final class PromptFiles {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private PromptFiles() {}

  static List<LabelledPrompt> training(Path dir) throws IOException {
    return read(dir, false);
  }

  static List<LabelledPrompt> validation(Path dir) throws IOException {
    return read(dir, true);
  }

  private static List<LabelledPrompt> read(Path dir, boolean validation) throws IOException {
    Path nested = dir.resolve("tasktype");
    List<LabelledPrompt> prompts = new ArrayList<>();
    try (Stream<Path> files = Files.list(Files.isDirectory(nested) ? nested : dir)) {
      for (Path file : files.sorted().toList()) {
        String name = String.valueOf(file.getFileName());
        boolean held = name.startsWith("dev") || name.startsWith("test");
        if (name.endsWith(".jsonl") && held == validation) {
          readFile(file, prompts);
        }
      }
    }
    return prompts;
  }

  private static void readFile(Path file, List<LabelledPrompt> prompts) throws IOException {
    try (BufferedReader lines = Files.newBufferedReader(file)) {
      int number = 0;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        number++;
        try {
          prompts.add(prompt(JSON.readTree(line)));
        } catch (RuntimeException e) {
          throw new IOException(file + ":" + number + ": " + e.getMessage(), e);
        }
      }
    }
  }

  private static LabelledPrompt prompt(JsonNode row) {
    String how = row.path("label_how").asString("");
    return new LabelledPrompt(
        input(row.path("messages")),
        task(row.path("label").asString("")),
        row.path("source").asString(""),
        how,
        how.contains("template=") || how.contains("intent=") || how.startsWith("dataset="),
        row.path("hard").asBoolean(false),
        row.path("src_group").asString("in").equals("out"),
        alternatives(row.path("alt_labels")));
  }

  private static TaskInput input(JsonNode messages) {
    String text = "";
    String system = "";
    int turns = 0;
    for (JsonNode message : messages) {
      String content = message.path("content").asString("");
      switch (message.path("role").asString("")) {
        case "system" -> system = content;
        case "user" -> {
          text = content;
          turns++;
        }
        default -> {}
      }
    }
    return new TaskInput(text, system, turns, false, false, false);
  }

  private static Set<TaskType> alternatives(JsonNode names) {
    Set<TaskType> tasks = EnumSet.noneOf(TaskType.class);
    names.forEach(name -> tasks.add(task(name.asString(""))));
    return tasks;
  }

  static TaskType task(String name) {
    return TaskType.of(name)
        .orElseThrow(() -> new IllegalArgumentException("unknown label \"" + name + "\""));
  }
}
