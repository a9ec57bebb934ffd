package dev.sluice.server.client;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// A provider of which a test decides every byte: the script runs once for each connection.
public final class ScriptedProvider implements AutoCloseable {

  /// What happens on one connection; it is closed at the end of the script.
  public interface Script {
    void run(Wire wire) throws IOException, InterruptedException;
  }

  /// Longer bodies are not shown by [#nextRequest].
  private static final int MAX_SHOWN = 8 << 20;

  private final ServerSocket listener;
  private final Script script;
  private final AtomicInteger connections = new AtomicInteger();
  private final BlockingQueue<String> requests = new LinkedBlockingQueue<>();
  private final CountDownLatch testOver = new CountDownLatch(1);

  public ScriptedProvider(Script script) {
    this(plainListener(), script);
  }

  public ScriptedProvider(ServerSocket listener, Script script) {
    this.listener = listener;
    this.script = script;
    Thread.ofVirtual().start(this::accept);
  }

  /// Answers each request with these bytes and keeps the connection.
  public static ScriptedProvider answering(String answer) {
    return new ScriptedProvider(wire -> {
      while (wire.readRequest()) {
        wire.write(answer);
      }
    });
  }

  public static String json(int status, String body) {
    return "HTTP/1.1 %d Status\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
        .formatted(status, body.length(), body);
  }

  /// The head of an event stream whose end is the end of the connection.
  public static String eventsHead() {
    return "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n";
  }

  public static String chunk(String text) {
    int length = text.getBytes(StandardCharsets.UTF_8).length;
    return Integer.toHexString(length) + "\r\n" + text + "\r\n";
  }

  public static String lastChunk() {
    return "0\r\n\r\n";
  }

  public int port() {
    return listener.getLocalPort();
  }

  public int connections() {
    return connections.get();
  }

  /// The next request, head and body, as text.
  public String nextRequest() throws InterruptedException {
    String request = requests.poll(10, TimeUnit.SECONDS);
    if (request == null) {
      throw new AssertionError("no request came");
    }
    return request;
  }

  @Override
  public void close() throws IOException {
    testOver.countDown();
    listener.close();
  }

  private static ServerSocket plainListener() {
    try {
      return new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = listener.accept();
        int number = connections.incrementAndGet();
        Thread.ofVirtual().start(() -> run(socket, number));
      }
    } catch (IOException closed) {
      // the test is over
    }
  }

  private void run(Socket socket, int number) {
    try (socket) {
      script.run(new Wire(socket, number));
    } catch (IOException | InterruptedException clientLeft) {
      // what the client saw is what the test looks at
    }
  }

  /// One connection, seen by its script.
  public final class Wire {
    private final Socket socket;
    private final InputStream in;
    private final int number;
    private byte[] lastBody = {};

    Wire(Socket socket, int number) throws IOException {
      this.socket = socket;
      this.number = number;
      in = new BufferedInputStream(socket.getInputStream());
    }

    /// 1, 2, … in the order they were accepted.
    public int number() {
      return number;
    }

    /// Reads a request, whose length must be given; false when the client closed instead.
    public boolean readRequest() throws IOException {
      String head = readHead();
      if (head.isEmpty()) {
        return false;
      }
      int length =
          head.lines()
              .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("content-length:"))
              .mapToInt(line -> Integer.parseInt(line.substring(15).strip()))
              .findFirst()
              .orElse(0);
      lastBody = in.readNBytes(length);
      if (lastBody.length < length) {
        return false;
      }
      requests.add(head + (length <= MAX_SHOWN ? lastBody() : ""));
      return true;
    }

    /// Reads the head of a request only, empty when the client closed instead.
    String readHead() throws IOException {
      StringBuilder head = new StringBuilder();
      while (head.length() < 4 || head.indexOf("\r\n\r\n", head.length() - 4) < 0) {
        int next = in.read();
        if (next < 0) {
          return "";
        }
        head.append((char) next);
      }
      return head.toString();
    }

    /// Reads so many bytes of a body.
    byte[] readBody(int length) throws IOException {
      return in.readNBytes(length);
    }

    public String lastBody() {
      return new String(lastBody, StandardCharsets.UTF_8);
    }

    byte[] lastBytes() {
      return lastBody;
    }

    public void write(String text) throws IOException {
      write(text.getBytes(StandardCharsets.UTF_8));
    }

    public void write(byte[] bytes) throws IOException {
      socket.getOutputStream().write(bytes);
      socket.getOutputStream().flush();
    }

    /// Closes with a reset instead of an orderly end.
    public void reset() throws IOException {
      socket.setSoLinger(true, 0);
      socket.close();
    }

    /// Returns when the client has closed the connection.
    public void awaitClientClose() throws IOException {
      try {
        while (in.read() >= 0) {
          // drains
        }
      } catch (SocketException reset) {
        // closed all the same
      }
    }

    /// Keeps the connection open and silent until the test is over.
    public void stall() throws InterruptedException {
      testOver.await();
    }
  }
}
