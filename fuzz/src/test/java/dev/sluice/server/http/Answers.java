package dev.sluice.server.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.sluice.gateway.chat.Json;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Reads a connection's answers strictly: nothing but whole ones, one behind the other.
final class Answers {

  private final String bytes;
  private final Iterator<String> methods;
  private final List<String> told = new ArrayList<>();
  private int at;

  private Answers(String bytes, Iterator<String> methods) {
    this.bytes = bytes;
    this.methods = methods;
  }

  /// Status and body of each answer.
  ///
  /// @param methods of the requests, in order
  static List<String> of(byte[] bytes, List<String> methods) {
    Answers answers = new Answers(new String(bytes, ISO_8859_1), methods.iterator());
    while (answers.at < answers.bytes.length()) {
      answers.next();
    }
    Edge.check(answers.told.size() <= methods.size(), "more answers than requests");
    return answers.told;
  }

  private void next() {
    String statusLine = line();
    Edge.check(statusLine.matches("HTTP/1\\.1 [1-5][0-9][0-9] [ -~]*"), statusLine);
    int status = Integer.parseInt(statusLine.substring(9, 12));
    Map<String, String> headers = headers();
    if (status < 200) {
      return;
    }
    String body = body(methods.next(), status, headers);
    if (status >= 400) {
      checkError(headers, body);
    }
    told.add(status + " " + body);
  }

  private String body(String method, int status, Map<String, String> headers) {
    if (method.equals("HEAD") || status == 204) {
      return "";
    }
    if (headers.getOrDefault("transfer-encoding", "").equals("chunked")) {
      return chunks();
    }
    String length = headers.get("content-length");
    if (length == null) {
      Edge.check("close".equals(headers.get("connection")), "a body without an end");
      return take(bytes.length() - at);
    }
    return take(Integer.parseInt(length));
  }

  private String chunks() {
    StringBuilder body = new StringBuilder();
    while (true) {
      int size = Integer.parseInt(line(), 16);
      body.append(take(size));
      Edge.check(line().isEmpty(), "a chunk without its end");
      if (size == 0) {
        return body.toString();
      }
    }
  }

  private static void checkError(Map<String, String> headers, String body) {
    Edge.check(headers.getOrDefault("x-request-id", "").length() == 26, "an error without an id");
    if (!body.isEmpty()) {
      var error = Json.MAPPER.readTree(body.getBytes(ISO_8859_1)).path("error");
      Edge.check(
          List.copyOf(error.propertyNames()).equals(List.of("message", "type", "param", "code")),
          body);
    }
  }

  private Map<String, String> headers() {
    Map<String, String> headers = new HashMap<>();
    for (String line = line(); !line.isEmpty(); line = line()) {
      Edge.check(line.matches("[!-9;-~]+: [ -~]*"), "a header is " + line);
      int colon = line.indexOf(':');
      String name = line.substring(0, colon).toLowerCase(Locale.ROOT);
      Edge.check(headers.put(name, line.substring(colon + 2)) == null, "twice " + name);
    }
    return headers;
  }

  private String line() {
    int end = bytes.indexOf("\r\n", at);
    Edge.check(end >= 0, "a line without an end: " + bytes.substring(at));
    String line = bytes.substring(at, end);
    at = end + 2;
    return line;
  }

  private String take(int length) {
    Edge.check(at + length <= bytes.length(), "a body is cut");
    at += length;
    return bytes.substring(at - length, at);
  }
}
