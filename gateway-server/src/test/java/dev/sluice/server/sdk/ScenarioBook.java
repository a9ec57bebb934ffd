package dev.sluice.server.sdk;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The models, prompts and answers that the scenarios of all three SDKs share
/// (`src/test/sdk/scenarios.json`).
final class ScenarioBook {

  static final Path FOLDER = Path.of("src", "test", "sdk");

  private final JsonNode book;
  private final String run;

  private ScenarioBook(JsonNode book, String run) {
    this.book = book;
    this.run = run;
  }

  /// Reads the book. Its prompts end in a word of their own, so that no cache holds their answers.
  static ScenarioBook read() {
    JsonNode book = JsonMapper.shared().readTree(FOLDER.resolve("scenarios.json").toFile());
    return new ScenarioBook(book, UUID.randomUUID().toString());
  }

  /// The names of all scenarios.
  List<String> scenarios() {
    return book.path("scenarios").values().stream().map(JsonNode::asString).toList();
  }

  /// What the provider answers, by the marker in the text of the last message. `[sdk:tools]` is not
  /// among them: its answer is the call of a tool.
  Map<String, String> answersByMarker() {
    Map<String, String> answers = new TreeMap<>();
    for (var chat : book.required("chats").properties()) {
      chat.getValue()
          .optional("answer")
          .ifPresent(answer -> answers.put("[sdk:%s]".formatted(chat.getKey()), answer.asString()));
    }
    return answers;
  }

  String model(String role) {
    return book.required("models").required(role).asString();
  }

  String prompt(String chat) {
    return "%s (run %s)".formatted(chat(chat).required("prompt").asString(), run);
  }

  String answer(String chat) {
    return chat(chat).required("answer").asString();
  }

  String toolName() {
    return book.at("/tool/name").asString();
  }

  JsonNode toolArguments() {
    return book.at("/tool/arguments");
  }

  /// A picture as a `data:` URL.
  String image() {
    return book.required("image").asString();
  }

  /// Where the stream of the scenario `cut` ends, in bytes of the provider's body.
  int cutAt() {
    return book.required("cut_at").asInt();
  }

  private JsonNode chat(String name) {
    return book.required("chats").required(name);
  }
}
