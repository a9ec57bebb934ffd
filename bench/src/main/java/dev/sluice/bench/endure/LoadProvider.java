package dev.sluice.bench.endure;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A provider on blocking sockets that behaves as the [Model] says, one virtual thread reading and
/// one writing for each connection, so that it sees at once when the gateway leaves.
final class LoadProvider implements AutoCloseable {

  static final int FLOOD_BYTES = 50 << 20;
  static final int TINY_EVENTS = 100_000;
  static final int PACE = 2000;
  static final int PACED_EVENTS = 10_000;
  static final int DRIP_EVENTS = 30;
  static final int LARGE_CHARS = 1 << 20;

  /// Of each connection: what is counted as sent is with the gateway, or nearly so.
  private static final int KERNEL_BYTES = 128 << 10;

  private static final Pattern ASKED =
      Pattern.compile("\"model\":\"([a-z]+)\".*?\"user\":\"([^\"]+)\"");
  private static final Pattern LENGTH =
      Pattern.compile("\r\ncontent-length: *([0-9]+)", Pattern.CASE_INSENSITIVE);
  private static final String FILLER = "x".repeat(1000);
  private static final String LONG_FILLER = "y".repeat(LARGE_CHARS);

  /// One request, by its tag.
  static final class Call {
    private final AtomicLong sent = new AtomicLong();
    private final CompletableFuture<Long> left = new CompletableFuture<>();
    private volatile boolean answered;

    /// Bytes of the answer that the kernel has taken.
    long sentBytes() {
      return sent.get();
    }

    /// The [System#nanoTime] at which the gateway was seen to be gone before the answer's end.
    CompletableFuture<Long> left() {
      return left;
    }
  }

  private final ServerSocket listener;
  private final Map<String, CompletableFuture<Call>> calls = new ConcurrentHashMap<>();

  LoadProvider() throws IOException {
    listener = new ServerSocket(0, 4096, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  int port() {
    return listener.getLocalPort();
  }

  /// The call with this tag, done once its request has come.
  CompletableFuture<Call> call(String tag) {
    return calls.computeIfAbsent(tag, t -> new CompletableFuture<>());
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket socket = listener.accept();
        Thread.ofVirtual().start(() -> serve(socket));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(Socket socket) {
    Call current = new Call();
    try (socket) {
      socket.setTcpNoDelay(true);
      socket.setSendBufferSize(KERNEL_BYTES);
      InputStream in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
      while (true) {
        String head = Peer.head(in);
        if (head.isEmpty()) {
          break;
        }
        Matcher length = LENGTH.matcher(head);
        int left = length.find() ? Integer.parseInt(length.group(1)) : 0;
        byte[] begin = in.readNBytes(Math.min(left, 1024));
        in.skipNBytes(left - begin.length);
        Matcher asked = ASKED.matcher(new String(begin, ISO_8859_1));
        if (!asked.find()) {
          throw new IOException("not understood: " + new String(begin, ISO_8859_1));
        }
        Model model = Model.valueOf(asked.group(1).toUpperCase(Locale.ROOT));
        current = new Call();
        call(asked.group(2)).complete(current);
        Call served = current;
        Thread.ofVirtual().start(() -> answer(socket, model, served));
      }
    } catch (IOException e) {
      // the gateway has left
    }
    if (!current.answered) {
      current.left.complete(System.nanoTime());
    }
  }

  private static void answer(Socket socket, Model model, Call call) {
    try {
      OutputStream out =
          new BufferedOutputStream(new Counting(socket.getOutputStream(), call), 1 << 14);
      switch (model) {
        case PLAIN -> whole(out, call, "Canberra.");
        case BULKY -> whole(out, call, LONG_FILLER);
        case FLOOD -> flood(out, call);
        case TINY -> words(out, call, TINY_EVENTS, 0);
        case LARGE -> stream(out, call, () -> event(out, LONG_FILLER));
        case PACED -> words(out, call, PACED_EVENTS, 1_000_000_000L / PACE);
        case DRIP -> words(out, call, DRIP_EVENTS, 100_000_000L);
        case SILENT -> {}
      }
    } catch (IOException | UncheckedIOException e) {
      // the reading side sees it too
    }
  }

  private static void whole(OutputStream out, Call call, String content) throws IOException {
    String body =
        "{\"id\":\"c\",\"object\":\"chat.completion\",\"created\":1,\"model\":\"m\",\"choices\":["
            + "{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\""
            + content
            + "\"},\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":9,"
            + "\"completion_tokens\":9,\"total_tokens\":18}}";
    ascii(
        out,
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: "
            + body.length()
            + "\r\n\r\n"
            + body);
    call.answered = true;
    out.flush();
  }

  private static void flood(OutputStream out, Call call) throws IOException {
    stream(
        out,
        call,
        () -> {
          while (call.sentBytes() < FLOOD_BYTES) {
            event(out, FILLER);
          }
        });
  }

  /// @param pauseNanos between two events; 0 sends them in as few packets as fit
  private static void words(OutputStream out, Call call, int count, long pauseNanos)
      throws IOException {
    stream(
        out,
        call,
        () -> {
          long start = System.nanoTime();
          for (int i = 0; i < count; i++) {
            event(out, i + " ");
            if (pauseNanos > 0) {
              out.flush();
              waitUntil(start + (i + 1) * pauseNanos);
            }
          }
        });
  }

  private static void waitUntil(long nanos) {
    long wait = nanos - System.nanoTime();
    while (wait > 0) {
      LockSupport.parkNanos(wait);
      wait = nanos - System.nanoTime();
    }
  }

  private interface Events {
    void write() throws IOException;
  }

  private static void stream(OutputStream out, Call call, Events events) throws IOException {
    ascii(
        out,
        "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n");
    events.write();
    piece(
        out,
        "data: {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\","
            + "\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n");
    piece(
        out,
        "data: {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\","
            + "\"choices\":[],\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":9,"
            + "\"total_tokens\":18}}\n\ndata: [DONE]\n\n");
    ascii(out, "0\r\n\r\n");
    call.answered = true;
    out.flush();
  }

  private static void event(OutputStream out, String content) throws IOException {
    piece(
        out,
        "data: {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\","
            + "\"choices\":[{\"index\":0,\"delta\":{\"content\":\""
            + content
            + "\"},\"finish_reason\":null}]}\n\n");
  }

  private static void piece(OutputStream out, String text) throws IOException {
    ascii(out, Integer.toHexString(text.length()) + "\r\n" + text + "\r\n");
  }

  private static void ascii(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(ISO_8859_1));
  }

  /// Counts what the kernel has taken.
  private static final class Counting extends OutputStream {
    private final OutputStream out;
    private final Call call;

    Counting(OutputStream out, Call call) {
      this.out = out;
      this.call = call;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      out.write(bytes, offset, length);
      call.sent.addAndGet(length);
    }
  }
}
