package dev.sluice.gateway.shadow;

import dev.sluice.gateway.chat.Json;
import dev.sluice.gateway.terms.TaskType;
import dev.sluice.gateway.terms.Tier;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// All ratings, one JSON object a line, in the order in which they came. Only ever added to; for
/// its owner's eyes. Threads that may wait, any number of them.
public final class RatingFile {

  private static final Logger LOG = LoggerFactory.getLogger(RatingFile.class);

  private final Path file;

  public RatingFile(Path file) {
    this.file = file;
  }

  /// Adds one line; a crash leaves at most its beginning, which is skipped when read.
  synchronized void add(Rating rating) throws IOException {
    boolean whole = !Files.exists(file) || endsWithNewline();
    byte[] line = ((whole ? "" : "\n") + line(rating) + "\n").getBytes(StandardCharsets.UTF_8);
    try (FileChannel out =
        FileChannel.open(
            file,
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND),
            ownersOnly())) {
      ByteBuffer bytes = ByteBuffer.wrap(line);
      while (bytes.hasRemaining()) {
        out.write(bytes);
      }
    }
  }

  private boolean endsWithNewline() throws IOException {
    try (FileChannel in = FileChannel.open(file, StandardOpenOption.READ)) {
      ByteBuffer last = ByteBuffer.allocate(1);
      return in.size() == 0 || (in.read(last, in.size() - 1) == 1 && last.get(0) == '\n');
    }
  }

  private FileAttribute<?>[] ownersOnly() {
    boolean posix = file.getFileSystem().supportedFileAttributeViews().contains("posix");
    return posix
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
        }
        : new FileAttribute<?>[0];
  }

  /// Hands over all ratings from the oldest on; lines that are none are skipped and told.
  void read(Consumer<Rating> to) throws IOException {
    if (!Files.exists(file)) {
      return;
    }
    long skipped = 0;
    try (Stream<String> lines = Files.lines(file, StandardCharsets.ISO_8859_1)) {
      for (String line : (Iterable<String>) lines::iterator) {
        Optional<Rating> rating = rating(line);
        rating.ifPresent(to);
        skipped += rating.isPresent() || line.isBlank() ? 0 : 1;
      }
    }
    if (skipped > 0) {
      LOG.atWarn()
          .addKeyValue("file", file.getFileName())
          .addKeyValue("lines", skipped)
          .log("ratings that cannot be read were skipped");
    }
  }

  private static String line(Rating rating) {
    ObjectNode json =
        Json.MAPPER
            .createObjectNode()
            .put("time", rating.time().toString())
            .put("request_id", rating.requestId())
            .put("key_id", rating.keyId())
            .put("model", rating.model());
    TaskType task = rating.task();
    Tier tier = rating.tier();
    json.put("task", task == null ? null : task.wireName());
    json.put("tier", tier == null ? null : tier.wireName());
    json.put("score", rating.score());
    return ascii(Json.MAPPER.writeValueAsString(json));
  }

  /// Names may hold anything; a file that is plain ASCII cannot be cut inside a character.
  private static String ascii(String json) {
    StringBuilder out = new StringBuilder(json.length());
    for (int i = 0; i < json.length(); i++) {
      char c = json.charAt(i);
      if (c < 0x80) {
        out.append(c);
      } else {
        out.append("\\u").append(String.format(Locale.ROOT, "%04x", (int) c));
      }
    }
    return out.toString();
  }

  private static Optional<Rating> rating(String line) {
    try {
      JsonNode json = Json.MAPPER.readTree(line);
      double score = json.path("score").asDouble(Double.NaN);
      String id = json.path("request_id").asString("");
      if (id.isEmpty() || !(score >= 0 && score <= 1)) {
        return Optional.empty();
      }
      return Optional.of(
          new Rating(
              Instant.parse(json.path("time").asString("")),
              id,
              json.path("key_id").asString(""),
              json.path("model").asString(""),
              TaskType.of(json.path("task").asString("")).orElse(null),
              Tier.of(json.path("tier").asString("")).orElse(null),
              score));
    } catch (JacksonException | DateTimeException e) {
      return Optional.empty();
    }
  }
}
