package dev.sluice.server.http;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import dev.sluice.gateway.chat.ApiError;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/// How a request body was compressed on its way.
///
/// What comes out is bounded by the body limit and by [#MAX_RATIO] times what went in, so that a
/// small body cannot unfold into a large one, and every buffer is counted before it is filled.
enum ContentCoding {
  IDENTITY,
  GZIP,
  ZSTD;

  /// A decoded body, or why there is none.
  sealed interface Decoded {

    /// The body; the room that it takes was taken from the admission and passes to the caller.
    final class Body implements Decoded {
      private final byte[] bytes;

      Body(byte[] bytes) {
        this.bytes = bytes;
      }

      byte[] bytes() {
        return bytes;
      }
    }

    record Refused(ApiError error) implements Decoded {}
  }

  private static final int MAX_RATIO = 100;

  /// Below that, the ratio is no matter: there are texts that are one word.
  private static final int HARMLESS = 64 * 1024;

  /// A frame that asks for more memory is refused (RFC 8878 section 3.1.1.1.2 recommends 8 MB).
  private static final int ZSTD_WINDOW_LOG = 23;

  /// The coding that the head names; empty for one that is not spoken here, or for several.
  static Optional<ContentCoding> of(HttpHeaders headers) {
    List<String> values = headers.getAll(HttpHeaderNames.CONTENT_ENCODING);
    if (values.size() > 1) {
      return Optional.empty();
    }
    String name = values.isEmpty() ? "" : values.getFirst().strip().toLowerCase(Locale.ROOT);
    return switch (name) {
      case "", "identity" -> Optional.of(IDENTITY);
      case "gzip", "x-gzip" -> Optional.of(GZIP);
      case "zstd" -> Optional.of(ZSTD);
      default -> Optional.empty();
    };
  }

  /// Decodes a whole body. Takes its time: not on an event loop.
  ///
  /// @param limit of the decoded body in bytes
  Decoded decode(byte[] body, long limit, Admission admission) {
    long most = Math.min(limit, Math.max(HARMLESS, (long) MAX_RATIO * body.length));
    Sink sink = new Sink((int) Math.min(most, Integer.MAX_VALUE - 16), admission);
    Decoded decoded;
    try (InputStream in = open(new ByteArrayInputStream(body))) {
      decoded = sink.drain(in);
    } catch (IOException e) {
      decoded =
          new Decoded.Refused(
              ApiError.badRequest("The request body could not be decompressed.", null, null));
    }
    if (decoded instanceof Decoded.Refused) {
      sink.drop();
    }
    return decoded;
  }

  private InputStream open(InputStream in) throws IOException {
    return switch (this) {
      case IDENTITY -> in;
      case GZIP -> new GZIPInputStream(in, 8192);
      case ZSTD -> new ZstdInputStreamNoFinalizer(in).setLongMax(ZSTD_WINDOW_LOG);
    };
  }

  /// A growing buffer that is counted.
  private static final class Sink {

    private final int most;
    private final Admission admission;
    private byte[] bytes = new byte[0];
    private long held;

    Sink(int most, Admission admission) {
      this.most = most;
      this.admission = admission;
    }

    Decoded drain(InputStream in) throws IOException {
      int size = 0;
      while (true) {
        if (size == bytes.length) {
          int more = (int) Math.min(most + 1L - size, Math.max(8192, size));
          if (!admission.tryHold(more)) {
            return new Decoded.Refused(HttpErrors.overloaded());
          }
          held += more;
          bytes = Arrays.copyOf(bytes, size + more);
        }
        int read = in.read(bytes, size, bytes.length - size);
        if (read < 0) {
          return whole(size);
        }
        size += read;
        if (size > most) {
          return new Decoded.Refused(HttpErrors.tooLarge(most));
        }
      }
    }

    private Decoded whole(int size) {
      admission.release(held - size);
      held = size;
      return new Decoded.Body(Arrays.copyOf(bytes, size));
    }

    void drop() {
      admission.release(held);
    }
  }
}
