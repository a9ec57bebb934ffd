package dev.sluice.server.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/// A client that writes and reads HTTP/1.1 byte by byte.
final class Wire implements AutoCloseable {

  /// One answer.
  ///
  /// @param clean whether the body ended as HTTP says it should
  record Reply(int status, Map<String, String> headers, String body, boolean clean) {

    String header(String name) {
      return headers.getOrDefault(name, "");
    }
  }

  private final Socket socket;
  private final InputStream in;

  Wire(int port) throws IOException {
    this(new Socket(InetAddress.getLoopbackAddress(), port));
  }

  Wire(Socket socket) throws IOException {
    this.socket = socket;
    socket.setSoTimeout(15_000);
    socket.setTcpNoDelay(true);
    in = socket.getInputStream();
  }

  Wire send(String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(UTF_8));
    socket.getOutputStream().flush();
    return this;
  }

  /// A chat request with this body.
  Wire chat(String body) throws IOException {
    return post("/v1/chat/completions", body);
  }

  Wire post(String path, String body, String... headers) throws IOException {
    return send(request("POST", path, body, headers));
  }

  Wire get(String path, String... headers) throws IOException {
    return send(request("GET", path, "", headers));
  }

  static String request(String method, String path, String body, String... headers) {
    StringBuilder head = new StringBuilder(method + " " + path + " HTTP/1.1\r\nHost: test\r\n");
    for (String header : headers) {
      head.append(header).append("\r\n");
    }
    if (!body.isEmpty()) {
      head.append("Content-Type: application/json\r\nContent-Length: ")
          .append(body.getBytes(UTF_8).length)
          .append("\r\n");
    }
    return head + "\r\n" + body;
  }

  static String chatBody(boolean stream) {
    return """
    {"model":"auto","stream":%s,"stream_options":{"include_usage":true},\
    "messages":[{"role":"user","content":"Capital of France?"}]}\
    """
        .formatted(stream);
  }

  Reply read() throws IOException {
    return read(true);
  }

  /// @param withBody false for the answer to `HEAD`
  Reply read(boolean withBody) throws IOException {
    int status = Integer.parseInt(line().split(" ", 3)[1]);
    Map<String, String> headers = headers();
    if (!withBody || status == 204 || status < 200) {
      return new Reply(status, headers, "", true);
    }
    if (headers.getOrDefault("transfer-encoding", "").equals("chunked")) {
      return chunked(status, headers);
    }
    int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
    return new Reply(status, headers, new String(in.readNBytes(length), UTF_8), true);
  }

  /// Only the head; the body is read with [#nextChunk].
  Map<String, String> readHead() throws IOException {
    String[] words = line().split(" ", 3);
    Map<String, String> headers = headers();
    headers.put(":status", words[1]);
    return headers;
  }

  /// The next chunk of a chunked body, empty for the last one.
  String nextChunk() throws IOException {
    int size = Integer.parseInt(line().strip(), 16);
    byte[] chunk = in.readNBytes(size);
    if (chunk.length < size) {
      throw new EOFException();
    }
    line();
    return new String(chunk, UTF_8);
  }

  /// Whether the server has closed; waits for a byte or the end.
  boolean isClosed() throws IOException {
    try {
      return in.read() < 0;
    } catch (SocketException e) {
      return true; // reset
    }
  }

  Socket socket() {
    return socket;
  }

  private Reply chunked(int status, Map<String, String> headers) throws IOException {
    StringBuilder body = new StringBuilder();
    try {
      for (String chunk = nextChunk(); !chunk.isEmpty(); chunk = nextChunk()) {
        body.append(chunk);
      }
      return new Reply(status, headers, body.toString(), true);
    } catch (EOFException e) {
      return new Reply(status, headers, body.toString(), false);
    }
  }

  private Map<String, String> headers() throws IOException {
    Map<String, String> headers = new LinkedHashMap<>();
    for (String line = line(); !line.isEmpty(); line = line()) {
      int colon = line.indexOf(':');
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    return headers;
  }

  private String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    while (true) {
      int b = in.read();
      if (b < 0) {
        throw new EOFException("after: " + line.toString(ISO_8859_1));
      }
      if (b == '\n') {
        return line.toString(ISO_8859_1).stripTrailing();
      }
      line.write(b);
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
