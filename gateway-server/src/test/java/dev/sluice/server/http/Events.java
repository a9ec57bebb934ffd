package dev.sluice.server.http;

/// Payloads of a small stream.
final class Events {

  static final String FIRST = chunk("{\"role\":\"assistant\",\"content\":\"\"}", "null");
  static final String TEXT = chunk("{\"content\":\"Paris\"}", "null");
  static final String FINISH = chunk("{}", "\"stop\"");
  static final String USAGE =
      """
      {"id":"c-1","object":"chat.completion.chunk","created":1,"model":"small-dated","choices":[],\
      "usage":{"prompt_tokens":10,"completion_tokens":2,"total_tokens":12}}\
      """;

  private Events() {}

  static String text(String content) {
    return chunk("{\"content\":\"" + content + "\"}", "null");
  }

  private static String chunk(String delta, String finish) {
    return """
    {"id":"c-1","object":"chat.completion.chunk","created":1,"model":"small-dated",\
    "choices":[{"index":0,"delta":%s,"finish_reason":%s}]}\
    """
        .formatted(delta, finish);
  }
}
