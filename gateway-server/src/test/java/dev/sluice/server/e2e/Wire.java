package dev.sluice.server.e2e;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// A client on a bare socket: sends exactly these bytes, sees cuts, leaves when it likes. One
/// thread.
public final class Wire implements AutoCloseable {

  private record Head(int status, Map<String, String> headers) {
    static final Head NONE = new Head(0, Map.of());
  }

  private final Socket socket;
  private final InputStream in;
  private Head begun = Head.NONE;

  public Wire(int port) {
    this(port, 0);
  }

  private Wire(int port, int receiveBuffer) {
    try {
      socket = new Socket();
      if (receiveBuffer > 0) {
        socket.setReceiveBufferSize(receiveBuffer);
      }
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      socket.setSoTimeout((int) GatewayFixture.PATIENCE.toMillis());
      in = new BufferedInputStream(socket.getInputStream());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// A connection whose kernel takes little of what comes in before it is read.
  public static Wire slow(int port) {
    return new Wire(port, 16 * 1024);
  }

  public Wire send(byte[] bytes) {
    try {
      socket.getOutputStream().write(bytes);
      socket.getOutputStream().flush();
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public Wire send(String text) {
    return send(text.getBytes(UTF_8));
  }

  /// Sends a request with a body.
  ///
  /// @param lines further header lines
  public Wire post(String path, byte[] body, String... lines) {
    StringBuilder head = new StringBuilder("POST " + path + " HTTP/1.1\r\nhost: 127.0.0.1\r\n");
    for (String line : lines) {
      head.append(line).append("\r\n");
    }
    head.append("content-length: ").append(body.length).append("\r\n\r\n");
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(head.toString().getBytes(ISO_8859_1));
    all.writeBytes(body);
    return send(all.toByteArray());
  }

  public Wire chat(String json, String... lines) {
    return post("/v1/chat/completions", json.getBytes(UTF_8), lines);
  }

  /// Reads one answer to its end, or to where the connection ends.
  public Reply read() {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    Head head = begun;
    begun = Head.NONE;
    boolean complete = false;
    try {
      if (head.status() == 0) {
        head = head();
      }
      Map<String, String> headers = head.headers();
      complete =
          headers.getOrDefault("transfer-encoding", "").equals("chunked")
              ? readChunks(body)
              : readLength(body, Integer.parseInt(headers.getOrDefault("content-length", "0")));
    } catch (IOException e) {
      // what came before the cut is the answer
    }
    return new Reply(head.status(), head.headers(), body.toByteArray(), complete);
  }

  /// The next final head; `100 Continue` is passed over.
  private Head head() throws IOException {
    while (true) {
      int status = Integer.parseInt(line().substring(9, 12));
      Map<String, String> headers = new TreeMap<>();
      readHeaders(headers);
      if (status != 100) {
        return new Head(status, headers);
      }
    }
  }

  private void readHeaders(Map<String, String> headers) throws IOException {
    for (String line = line(); !line.isEmpty(); line = line()) {
      int colon = line.indexOf(':');
      String name = line.substring(0, colon).toLowerCase(Locale.ROOT);
      headers.put(name, line.substring(colon + 1).strip());
    }
  }

  private boolean readLength(ByteArrayOutputStream body, int length) throws IOException {
    body.write(in.readNBytes(length));
    return body.size() == length;
  }

  private boolean readChunks(ByteArrayOutputStream body) throws IOException {
    while (true) {
      int size = Integer.parseInt(line(), 16);
      byte[] chunk = in.readNBytes(size);
      body.write(chunk);
      if (chunk.length < size) {
        return false;
      }
      line();
      if (size == 0) {
        return true;
      }
    }
  }

  /// Reads the head of an answer only; [#read] goes on with its body.
  public Wire readHead() {
    try {
      begun = head();
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// A header of the head that [#readHead] read, empty text where it is absent.
  public String header(String name) {
    return begun.headers().getOrDefault(name, "");
  }

  /// Reads until the bytes so far hold this text.
  public Wire readUntil(String text) {
    StringBuilder seen = new StringBuilder();
    try {
      while (seen.indexOf(text) < 0) {
        int next = in.read();
        if (next < 0) {
          throw new AssertionError("the connection ended after: " + seen);
        }
        seen.append((char) next);
      }
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Whether the other side has closed; waits for it, or for a byte.
  public boolean isClosed() {
    try {
      return in.read() < 0;
    } catch (IOException e) {
      return true;
    }
  }

  private String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new IOException("the connection ended inside a line");
      }
      if (next != '\r') {
        line.write(next);
      }
    }
    return line.toString(ISO_8859_1);
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
