package dev.sluice.server.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.sluice.server.e2e.GatewayFixture;
import dev.sluice.server.e2e.Reply;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;

/// A connection that speaks HTTP/1.1 on a bare socket.
public final class Http1Talk implements Talk {

  /// The kernel takes little of what is not read, so that a slow reader is felt soon.
  private static final int RECEIVE_BUFFER = 64 * 1024;

  private final Socket socket = new Socket();
  private final InputStream in;

  public Http1Talk(int port) {
    try {
      socket.setReceiveBufferSize(RECEIVE_BUFFER);
      socket.setTcpNoDelay(true);
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      socket.setSoTimeout((int) GatewayFixture.PATIENCE.toMillis());
      in = new BufferedInputStream(socket.getInputStream());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Turn send(Ask ask) {
    byte[] body = ask.body();
    boolean bodiless = body.length == 0 && ask.method().equals("GET");
    Ask framed = bodiless ? ask : ask.with("content-length", Integer.toString(body.length));
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(head(framed));
    all.writeBytes(body);
    raw(all.toByteArray());
    return new Http1Turn(this, in, framed);
  }

  @Override
  public Turn open(Ask ask) {
    Ask framed = ask.has("content-length") ? ask : ask.with("transfer-encoding", "chunked");
    raw(head(framed));
    return new Http1Turn(this, in, framed);
  }

  private static byte[] head(Ask ask) {
    StringBuilder head = new StringBuilder();
    head.append(ask.method()).append(' ').append(ask.path()).append(" HTTP/1.1\r\n");
    for (Ask.Header header : ask.with("host", "127.0.0.1").headers()) {
      head.append(header.name()).append(": ").append(header.value()).append("\r\n");
    }
    return head.append("\r\n").toString().getBytes(ISO_8859_1);
  }

  /// Sends exactly these bytes.
  public void raw(byte[] bytes) {
    try {
      socket.getOutputStream().write(bytes);
      socket.getOutputStream().flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Reads the answer to what was sent as bare bytes.
  public Reply receive() {
    return new Http1Turn(this, in, Ask.of("POST", "/", new byte[0])).reply();
  }

  /// Says that nothing more will be sent, and goes on reading.
  public void halfClose() {
    try {
      socket.shutdownOutput();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public boolean isClosed() {
    try {
      return in.read() < 0;
    } catch (IOException e) {
      return true;
    }
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
