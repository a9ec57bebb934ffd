package dev.sluice.bench.endure;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;

/// One connection of a client to the gateway, close enough to the wire to behave badly.
final class Peer implements AutoCloseable {

  /// Nothing in these trials may take longer.
  private static final int PATIENCE_MILLIS = 120_000;

  private static final byte[] NOTHING = {};
  private static final String QUESTION_END = "\"}]}";
  private static final AtomicLong QUESTIONS = new AtomicLong();

  /// The head of an answer, and its body still to be read.
  record Answer(int status, InputStream body) {

    String text() throws IOException {
      return new String(body.readAllBytes(), ISO_8859_1);
    }
  }

  private final Socket socket;
  private final InputStream in;

  private Peer(Socket socket) throws IOException {
    this.socket = socket;
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(PATIENCE_MILLIS);
    in = new BufferedInputStream(socket.getInputStream(), 1 << 14);
  }

  static Peer connect(int port) throws IOException {
    return connect(port, 0);
  }

  /// @param receiveBytes the kernel's buffer for what is not read yet, 0 for its own choice
  static Peer connect(int port, int receiveBytes) throws IOException {
    Socket socket = new Socket();
    if (receiveBytes > 0) {
      socket.setReceiveBufferSize(receiveBytes);
    }
    try {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 10_000);
      return new Peer(socket);
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  void write(String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(ISO_8859_1));
  }

  /// Asks a question that nobody has asked before, and reads the answer's head.
  Answer ask(Model model, boolean stream, String tag) throws IOException {
    send(model, stream, tag);
    return answer();
  }

  void send(Model model, boolean stream, String tag) throws IOException {
    send(model, stream, tag, NOTHING);
  }

  /// @param filler stands in the question
  void send(Model model, boolean stream, String tag, byte[] filler) throws IOException {
    String begin = questionBegin(model, stream, tag);
    write(postHead(begin.length() + filler.length + QUESTION_END.length()) + begin);
    socket.getOutputStream().write(filler);
    write(QUESTION_END);
  }

  /// The body of a question that nobody has asked before.
  static String question(Model model, boolean stream, String tag) {
    return questionBegin(model, stream, tag) + QUESTION_END;
  }

  private static String questionBegin(Model model, boolean stream, String tag) {
    return "{\"model\":\""
        + model.wireName()
        + "\",\"user\":\""
        + tag
        + "\",\"stream\":"
        + stream
        + ",\"messages\":[{\"role\":\"user\",\"content\":\"Question "
        + QUESTIONS.incrementAndGet();
  }

  static String postHead(int length) {
    return "POST /v1/chat/completions HTTP/1.1\r\nhost: bench\r\ncontent-type: application/json\r\n"
        + "content-length: "
        + length
        + "\r\n\r\n";
  }

  /// Reads an answer's head.
  Answer answer() throws IOException {
    String head = head(in);
    if (head.isEmpty()) {
      throw new EOFException("closed without an answer");
    }
    int status = Integer.parseInt(head.substring(9, 12));
    String lower = head.toLowerCase(Locale.ROOT);
    int length = lower.indexOf("\r\ncontent-length: ");
    if (lower.contains("transfer-encoding: chunked")) {
      return new Answer(status, new Chunks(in));
    }
    int from = length + 18;
    int count = Integer.parseInt(head.substring(from, head.indexOf('\r', from)));
    return new Answer(status, new ByteArrayInputStream(in.readNBytes(count)));
  }

  /// Whether the gateway ends the connection, rather than saying more, within so long.
  boolean isClosedWithin(int millis) throws IOException {
    socket.setSoTimeout(Math.max(1, millis));
    try {
      return in.read() < 0;
    } catch (SocketTimeoutException e) {
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  /// Reads up to so many bytes of whatever comes.
  int read(int count) throws IOException {
    return socket.getInputStream().read(new byte[count]);
  }

  /// Leaves: politely, or by a reset.
  void leave(boolean reset) throws IOException {
    if (reset) {
      socket.setSoLinger(true, 0);
    }
    socket.close();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  /// The next message head with its blank line; empty at the end of input.
  static String head(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream(512);
    int last = 0; // the last four bytes
    for (int b = in.read(); b >= 0; b = in.read()) {
      head.write(b);
      last = last << 8 | b;
      if (last == 0x0D0A0D0A) {
        return head.toString(ISO_8859_1);
      }
    }
    return "";
  }

  /// A chunked body; one that ends without its last chunk is an error.
  private static final class Chunks extends InputStream {
    private final InputStream in;
    private long left;
    private boolean ended;

    Chunks(InputStream in) {
      this.in = in;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      if (ended || (left == 0 && !next())) {
        return -1;
      }
      int count = in.read(bytes, offset, (int) Math.min(left, length));
      if (count < 0) {
        throw new EOFException("cut inside a chunk");
      }
      left -= count;
      if (left == 0) {
        line();
      }
      return count;
    }

    private boolean next() throws IOException {
      left = Long.parseLong(line(), 16);
      if (left == 0) {
        ended = true;
        line();
      }
      return !ended;
    }

    private String line() throws IOException {
      StringBuilder line = new StringBuilder();
      for (int b = in.read(); b != '\n'; b = in.read()) {
        if (b < 0) {
          throw new EOFException("cut between chunks");
        }
        line.append((char) b);
      }
      return line.toString().strip();
    }
  }
}
