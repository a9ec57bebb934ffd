package dev.sluice.gateway.chat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// JSON in tests, written with single quotes.
final class Texts {

  private Texts() {}

  static String json(String singleQuoted) {
    return singleQuoted.replace('\'', '"');
  }

  static byte[] bytes(String singleQuoted) {
    return json(singleQuoted).getBytes(StandardCharsets.UTF_8);
  }

  static String text(byte[] utf8) {
    return new String(utf8, StandardCharsets.UTF_8);
  }

  static JsonNode tree(byte[] json) {
    return Json.MAPPER.readTree(json);
  }

  static ChatRequest request(String singleQuoted) {
    return request(bytes(singleQuoted));
  }

  static ChatRequest request(byte[] body) {
    return switch (ChatRequest.scan(body)) {
      case Scanned.Ok ok -> ok.request();
      case Scanned.Refused refused -> throw new AssertionError(refused.error().message());
    };
  }

  /// What the client sees of these events, one payload each; `[DONE]` as such, an error as `!` and
  /// its message.
  static List<String> seen(StreamFold fold, List<String> singleQuoted) {
    List<String> seen = new ArrayList<>();
    for (String event : singleQuoted) {
      switch (fold.accept(bytes(event))) {
        case StreamFold.Piece.Pass pass -> seen.add(text(pass.payload()).replace('"', '\''));
        case StreamFold.Piece.UsageTail tail -> seen.add(text(tail.payload()).replace('"', '\''));
        case StreamFold.Piece.Drop drop -> {}
        case StreamFold.Piece.Done done -> seen.add("[DONE]");
        case StreamFold.Piece.Broken broken -> seen.add("!" + broken.error().message());
      }
    }
    return seen;
  }
}
