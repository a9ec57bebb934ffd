package dev.sluice.server.client;

import io.netty.buffer.ByteBuf;
import io.netty.util.ByteProcessor;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Cuts a stream of server-sent events into their payloads, however the bytes are cut.
///
/// Follows the [event stream
/// grammar](https://html.spec.whatwg.org/multipage/server-sent-events.html) on bytes, so that split
/// or broken UTF-8 passes unharmed: lines end in LF, CRLF or CR, a leading byte order mark is
/// skipped, `data` lines are joined with LF, `event`, `id` and `retry` are dropped, and so are
/// events without data (they break the OpenAI SDKs). Unlike the grammar, an event that the clean
/// end of the body cuts short is delivered: some providers forget the last blank line. One stream,
/// one thread.
final class SseDecoder {

  /// Who receives what is decoded.
  interface Listener {
    void onEvent(byte[] data);

    void onComment();
  }

  private static final byte[] DATA = {'d', 'a', 't', 'a'};

  private final int maxEventBytes;
  private final Listener listener;
  private byte[] line = new byte[512];
  private int length;
  private byte @Nullable [] data;
  private boolean started;
  private boolean skipLf;

  /// @param maxEventBytes bound on one line and on the data of one event
  SseDecoder(int maxEventBytes, Listener listener) {
    this.maxEventBytes = maxEventBytes;
    this.listener = listener;
  }

  /// Takes all readable bytes.
  ///
  /// @return whether the stream keeps to its bounds; if not, it must be given up
  boolean feed(ByteBuf in) {
    while (in.isReadable()) {
      if (skipLf) {
        skipLf = false;
        if (in.getByte(in.readerIndex()) == '\n') {
          in.skipBytes(1);
          continue;
        }
      }
      int end = in.forEachByte(ByteProcessor.FIND_CRLF);
      if (!append(in, (end < 0 ? in.writerIndex() : end) - in.readerIndex())) {
        return false;
      }
      if (end < 0) {
        return true;
      }
      skipLf = in.readByte() == '\r';
      if (!endLine()) {
        return false;
      }
    }
    return true;
  }

  /// The body ended cleanly: delivers what is left.
  void end() {
    if (length > 0) {
      endLine();
    }
    dispatch();
  }

  private boolean append(ByteBuf in, int count) {
    if (count > maxEventBytes - length) {
      return false;
    }
    if (length + count > line.length) {
      line = Arrays.copyOf(line, Math.max(length + count, line.length * 2));
    }
    in.readBytes(line, length, count);
    length += count;
    return true;
  }

  private boolean endLine() {
    int from = started ? 0 : byteOrderMark();
    int to = length;
    started = true;
    length = 0;
    if (from == to) {
      dispatch();
      return true;
    }
    if (line[from] == ':') {
      listener.onComment();
      return true;
    }
    return field(from, to);
  }

  private boolean field(int from, int to) {
    int nameEnd = from + DATA.length;
    boolean isData =
        nameEnd <= to
            && Arrays.equals(line, from, nameEnd, DATA, 0, DATA.length)
            && (nameEnd == to || line[nameEnd] == ':');
    if (!isData) {
      return true;
    }
    int value = Math.min(nameEnd + 1, to);
    return addData(value < to && line[value] == ' ' ? value + 1 : value, to);
  }

  private boolean addData(int from, int to) {
    byte[] before = data;
    if (before == null) {
      data = Arrays.copyOfRange(line, from, to);
      return true;
    }
    int joined = before.length + 1 + to - from;
    if (joined > maxEventBytes) {
      return false;
    }
    byte[] both = Arrays.copyOf(before, joined);
    both[before.length] = '\n';
    System.arraycopy(line, from, both, before.length + 1, to - from);
    data = both;
    return true;
  }

  private void dispatch() {
    byte[] event = data;
    data = null;
    if (event != null && event.length > 0) {
      listener.onEvent(event);
    }
  }

  private int byteOrderMark() {
    boolean marked =
        length >= 3 && line[0] == (byte) 0xEF && line[1] == (byte) 0xBB && line[2] == (byte) 0xBF;
    return marked ? 3 : 0;
  }
}
