package dev.sluice.server.wire;

import static dev.sluice.server.wire.Bodies.GOOD;
import static dev.sluice.server.wire.Bodies.NO_JSON;
import static dev.sluice.server.wire.Bodies.more;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Bodies that are no JSON, or lack what every request needs: refused in OpenAI's words, on a
/// connection that goes on.
class JsonBodiesTest extends CheckTable {

  @Override
  protected List<Check> checks() {
    return List.of(
        noJson(
            "E01", "malformed JSON is 400", "{\"model\":", "{model:1}", "tru", GOOD + "}", "{,}"),
        noJson("E02", "an empty body is 400", ""),
        noJson("E03", "JSON that is no object is 400", "[]", "\"x\"", "3", "true", "null"),
        wrong(
            "E04",
            "no model is 400",
            null,
            null,
            "you must provide a model parameter",
            "{\"messages\":[{}]}",
            "{\"model\":null,\"messages\":[{}]}",
            "{\"model\":\"\"}"),
        wrong(
            "E04",
            "a model that is no text is 400",
            "model",
            "invalid_type",
            "Invalid type for 'model': expected a string, but got ",
            "{\"model\":3}",
            "{\"model\":[\"openai\"]}",
            "{\"model\":{}}",
            "{\"model\":true}"),
        wrong(
            "E05",
            "no messages is 400",
            "messages",
            "missing_required_parameter",
            "Missing required parameter: 'messages'.",
            "{\"model\":\"openai\"}"),
        wrong(
            "E06",
            "empty messages is 400",
            "messages",
            "empty_array",
            "Invalid 'messages': empty array.",
            "{\"model\":\"openai\",\"messages\":[]}"),
        wrong(
            "E06",
            "messages that are no array is 400",
            "messages",
            "invalid_type",
            "Invalid type for 'messages': expected an array of objects, but got ",
            "{\"model\":\"openai\",\"messages\":{}}",
            "{\"model\":\"openai\",\"messages\":\"x\"}",
            "{\"model\":\"openai\",\"messages\":null}"),
        noJson(
            "E22",
            "NaN, comments and the like are 400",
            more("\"a\":NaN"),
            more("\"a\":-Infinity"),
            more(""),
            more("\"a\":01"),
            more("\"a\":.5"),
            more("\"a\":1."),
            more("\"a\":+1"),
            more("'a':1"),
            more("\"a\":undefined"),
            GOOD.replace(",", ",/**/"),
            GOOD + "//"),
        noJson("E24", "text behind the object is 400", GOOD + "x", GOOD + GOOD, GOOD + "\u0000"));
  }

  private static Check noJson(String id, String title, String... bodies) {
    return wrong(id, title, null, null, NO_JSON, bodies);
  }

  private static Check wrong(
      String id,
      String title,
      @Nullable String param,
      @Nullable String code,
      String says,
      String... bodies) {
    return Check.of(
        id,
        title,
        stand -> {
          for (String body : bodies) {
            Bodies.refused(stand, body).param(param).code(code).says(says);
          }
          Bodies.goesOn(stand);
        });
  }
}
