package dev.sluice.server.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// One request and its answer over HTTP/1.1; an answer's chunk is a piece.
final class Http1Turn extends Turn {

  private static final int MOST_AT_ONCE = 16 * 1024;

  private enum Framing {
    NONE,
    LENGTH,
    CHUNKED,
    UNTIL_CLOSE
  }

  private final Http1Talk talk;
  private final InputStream in;
  private final Ask ask;
  private Framing framing = Framing.NONE;
  private long left;
  private Ending end = new Ending.Clean();

  Http1Turn(Http1Talk talk, InputStream in, Ask ask) {
    this.talk = talk;
    this.in = in;
    this.ask = ask;
  }

  @Override
  public Turn write(byte[] piece, boolean last) {
    if (ask.has("content-length")) {
      talk.raw(piece);
      return this;
    }
    ByteArrayOutputStream chunk = new ByteArrayOutputStream();
    if (piece.length > 0) {
      chunk.writeBytes((Integer.toHexString(piece.length) + "\r\n").getBytes(US_ASCII));
      chunk.writeBytes(piece);
      chunk.writeBytes("\r\n".getBytes(US_ASCII));
    }
    if (last) {
      chunk.writeBytes("0\r\n\r\n".getBytes(US_ASCII));
    }
    talk.raw(chunk.toByteArray());
    return this;
  }

  @Override
  public void abort() {
    talk.close();
  }

  @Override
  protected @Nullable Head nextHead() {
    try {
      int status = Integer.parseInt(line().substring(9, 12));
      Map<String, String> headers = new TreeMap<>();
      for (String line = line(); !line.isEmpty(); line = line()) {
        int colon = line.indexOf(':');
        headers.merge(
            line.substring(0, colon).toLowerCase(Locale.ROOT),
            line.substring(colon + 1).strip(),
            (first, second) -> first + ", " + second);
      }
      frame(status, headers);
      return new Head(status, headers);
    } catch (IOException e) {
      cut(e);
      return null;
    }
  }

  private void frame(int status, Map<String, String> headers) {
    if (status < 200 || status == 204 || status == 304 || ask.method().equals("HEAD")) {
      framing = Framing.NONE;
    } else if (headers.getOrDefault("transfer-encoding", "").equals("chunked")) {
      framing = Framing.CHUNKED;
    } else if (headers.containsKey("content-length")) {
      framing = Framing.LENGTH;
      left = Long.parseLong(headers.getOrDefault("content-length", ""));
    } else {
      framing = Framing.UNTIL_CLOSE;
    }
  }

  @Override
  protected byte @Nullable [] nextPiece() {
    try {
      return switch (framing) {
        case NONE -> null;
        case LENGTH -> left == 0 ? null : some();
        case CHUNKED -> chunk();
        case UNTIL_CLOSE -> untilClose();
      };
    } catch (IOException e) {
      cut(e);
      return null;
    }
  }

  private byte[] some() throws IOException {
    byte[] read = in.readNBytes((int) Math.min(left, MOST_AT_ONCE));
    if (read.length == 0) {
      throw new IOException("the connection ended inside the body");
    }
    left -= read.length;
    return read;
  }

  private byte @Nullable [] chunk() throws IOException {
    int size = Integer.parseInt(line(), 16);
    byte[] chunk = in.readNBytes(size);
    if (chunk.length < size) {
      throw new IOException("the connection ended inside a chunk");
    }
    line();
    return size == 0 ? null : chunk;
  }

  private byte @Nullable [] untilClose() throws IOException {
    byte[] buffer = new byte[MOST_AT_ONCE];
    int read = in.read(buffer);
    return read < 0 ? null : Arrays.copyOf(buffer, read);
  }

  private void cut(IOException why) {
    if (why instanceof SocketTimeoutException) {
      throw new AssertionError("nothing came for too long", why);
    }
    end = new Ending.Cut(String.valueOf(why.getMessage()));
  }

  @Override
  protected Ending end() {
    return end;
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
}
