package dev.sluice.server.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// One request, before a transport gives it a form. Immutable.
public final class Ask {

  /// One header line.
  public record Header(String name, String value) {}

  private final String method;
  private final String path;
  private final List<Header> headers;
  private final byte[] body;

  private Ask(String method, String path, List<Header> headers, byte[] body) {
    this.method = method;
    this.path = path;
    this.headers = List.copyOf(headers);
    this.body = body.clone();
  }

  /// Any request.
  ///
  /// @param headers names and values in turn
  public static Ask of(String method, String path, byte[] body, String... headers) {
    List<Header> lines = new ArrayList<>();
    for (int i = 0; i < headers.length; i += 2) {
      lines.add(new Header(headers[i], headers[i + 1]));
    }
    return new Ask(method, path, lines, body);
  }

  public static Ask get(String path, String... headers) {
    return of("GET", path, new byte[0], headers);
  }

  /// A JSON body, said to be one.
  public static Ask post(String path, String json, String... headers) {
    return of("POST", path, json.getBytes(UTF_8), headers).with("content-type", "application/json");
  }

  public static Ask chat(String json, String... headers) {
    return post("/v1/chat/completions", json, headers);
  }

  /// The same with one more header, unless it has one of this name.
  public Ask with(String name, String value) {
    List<Header> more = new ArrayList<>(headers);
    if (!has(name)) {
      more.add(new Header(name, value));
    }
    return new Ask(method, path, more, body);
  }

  public String method() {
    return method;
  }

  public String path() {
    return path;
  }

  /// In order, as they are to be sent; the transport adds the host.
  public List<Header> headers() {
    return headers;
  }

  public boolean has(String name) {
    return headers.stream().anyMatch(header -> header.name().toLowerCase(Locale.ROOT).equals(name));
  }

  public byte[] body() {
    return body.clone();
  }
}
