package dev.sluice.server.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Reads the `model` of a multipart form (RFC 7578), wherever it stands and however long the files
/// beside it are.
///
/// A form that another reader might understand otherwise is refused, so that the model that is
/// looked up is the model that the provider serves: a part without a name, a model named twice,
/// bare line feeds, folded headers, anything that looks like a delimiter and is none.
final class MultipartForm {

  private static final String TYPE = "multipart/form-data";
  private static final int MAX_BOUNDARY = 200;
  private static final int MAX_PART_HEAD = 8 * 1024;
  private static final int MAX_MODEL = 256;

  private final DelimitedBytes in;

  private MultipartForm(DelimitedBytes in) {
    this.in = in;
  }

  static boolean isMeantBy(String contentType) {
    return contentType.strip().toLowerCase(Locale.ROOT).startsWith(TYPE);
  }

  /// The facts of a form, empty where it is malformed.
  ///
  /// @param contentType with its boundary, as the client wrote it
  static Optional<BodyFacts> read(String contentType, InputStream in) throws IOException {
    Optional<String> boundary =
        HeaderParameters.parse(contentType)
            .filter(type -> type.type().equals(TYPE))
            .map(type -> type.values().getOrDefault("boundary", ""))
            .filter(MultipartForm::isBoundary);
    if (boundary.isEmpty()) {
      return Optional.empty();
    }
    return new MultipartForm(new DelimitedBytes(in, "--" + boundary.get())).parts();
  }

  private static boolean isBoundary(String boundary) {
    return !boundary.isEmpty()
        && boundary.length() <= MAX_BOUNDARY
        && boundary.chars().allMatch(c -> c >= ' ' && c < 0x7F);
  }

  private Optional<BodyFacts> parts() throws IOException {
    if (!in.beginsWithDelimiter()) {
      return Optional.empty();
    }
    BodyFacts.Model model = null;
    while (true) {
      int first = in.next();
      int second = in.next();
      if (first == '-' && second == '-') {
        return in.hasDelimiterLeft() ? Optional.empty() : Optional.of(new BodyFacts(model, false));
      }
      if (first != '\r' || second != '\n') {
        return Optional.empty();
      }
      long from = in.position();
      String name = name();
      boolean isModel = name != null && name.equals("model");
      if (name == null || (isModel && model != null)) {
        return Optional.empty();
      }
      byte[] content = in.untilDelimiter(isModel ? MAX_MODEL : 0);
      if (content == null || (isModel && content.length > MAX_MODEL)) {
        return Optional.empty();
      }
      if (isModel) {
        model =
            new BodyFacts.Model(
                new String(content, UTF_8), from, in.contentEnd(), BodyFacts.Notation.PART);
      }
    }
  }

  /// Reads the head of a part.
  ///
  /// @return null where it is malformed
  private @Nullable String name() throws IOException {
    String head = head();
    if (head == null) {
      return null;
    }
    String disposition = null;
    for (String line : head.split("\r\n", -1)) {
      int colon = line.indexOf(':');
      if (colon <= 0 || !line.substring(0, colon).matches("[!#-'*+.0-9A-Z^-z|~-]+")) {
        return null;
      }
      String field = line.substring(0, colon).toLowerCase(Locale.ROOT);
      String value = line.substring(colon + 1).strip();
      if (field.equals("content-disposition")) {
        if (disposition != null) {
          return null;
        }
        disposition = value;
      } else if (field.equals("content-transfer-encoding") && !isPlain(value)) {
        return null;
      }
    }
    return Optional.ofNullable(disposition)
        .flatMap(HeaderParameters::parse)
        .filter(parsed -> parsed.type().equals("form-data"))
        .map(parsed -> parsed.values().get("name"))
        .orElse(null);
  }

  /// The lines of a part's head without the empty one; null where they are malformed or too long.
  private @Nullable String head() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    int before = -1;
    while (bytes.size() < MAX_PART_HEAD) {
      int b = in.next();
      if (b < 0 || b == 0 || in.isAtDelimiter() || (b == '\n') != (before == '\r')) {
        return null;
      }
      bytes.write(b);
      before = b;
      if (b == '\n') {
        String head = bytes.toString(ISO_8859_1);
        if (head.endsWith("\r\n\r\n")) {
          return head.substring(0, head.length() - 4);
        }
      }
    }
    return null;
  }

  private static boolean isPlain(String encoding) {
    return switch (encoding.toLowerCase(Locale.ROOT)) {
      case "7bit", "8bit", "binary" -> true;
      default -> false;
    };
  }
}
