package dev.sluice.server.client;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// A provider that writes one long event stream as fast as it is taken, and notices when it is not.
final class FloodingProvider implements AutoCloseable {

  private static final String PAYLOAD = "x".repeat(1000);
  private static final byte[] EVENT =
      ("data: " + PAYLOAD + "\n\n").getBytes(StandardCharsets.US_ASCII);
  private static final long QUIET_MILLIS = 500;

  private final ServerSocketChannel listener;
  private final int events;
  private final CompletableFuture<Long> blockedAt = new CompletableFuture<>();

  FloodingProvider(int totalBytes) throws IOException {
    events = totalBytes / EVENT.length;
    listener =
        ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    Thread.ofPlatform().daemon().start(this::run);
  }

  int port() {
    return listener.socket().getLocalPort();
  }

  long payloadBytes() {
    return (long) events * PAYLOAD.length();
  }

  /// Bytes that were taken when the client first stopped taking any; all of them if it never did.
  long awaitBlocked() throws Exception {
    return blockedAt.get(30, TimeUnit.SECONDS);
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }

  private void run() {
    try (SocketChannel client = listener.accept();
        Selector selector = Selector.open()) {
      client.read(ByteBuffer.allocate(64 << 10));
      write(client, "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n");
      client.configureBlocking(false);
      client.register(selector, SelectionKey.OP_WRITE);
      long written = 0;
      for (int i = 0; i < events; i++) {
        ByteBuffer event = ByteBuffer.wrap(EVENT);
        while (event.hasRemaining()) {
          int count = client.write(event);
          written += count;
          if (count == 0 && selector.select(QUIET_MILLIS) == 0) {
            blockedAt.complete(written);
            selector.select();
          }
          selector.selectedKeys().clear();
        }
      }
      blockedAt.complete(written);
    } catch (IOException clientLeft) {
      blockedAt.completeExceptionally(clientLeft);
    }
  }

  private static void write(SocketChannel client, String text) throws IOException {
    client.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
  }
}
