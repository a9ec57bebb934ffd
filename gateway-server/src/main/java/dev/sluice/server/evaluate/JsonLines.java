package dev.sluice.server.evaluate;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Reads files of one JSON object a line, plain (`.jsonl`) or compressed (`.jsonl.gz`).
final class JsonLines {

  private static final JsonMapper JSON = JsonMapper.shared();
  private static final String PLAIN = ".jsonl";
  private static final String PACKED = ".jsonl.gz";

  private JsonLines() {}

  /// The file's name without its ending; empty for any other file.
  static String stem(Path file) {
    String name = String.valueOf(file.getFileName());
    for (String ending : List.of(PACKED, PLAIN)) {
      if (name.endsWith(ending)) {
        return name.substring(0, name.length() - ending.length());
      }
    }
    return "";
  }

  static List<JsonNode> read(Path file) {
    List<JsonNode> rows = new ArrayList<>();
    try (InputStream bytes = Files.newInputStream(file);
        InputStream plain = file.toString().endsWith(PACKED) ? new GZIPInputStream(bytes) : bytes;
        BufferedReader lines = new BufferedReader(new InputStreamReader(plain, UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (!line.isBlank()) {
          rows.add(JSON.readTree(line));
        }
      }
    } catch (IOException e) {
      throw new CannotEvaluate(file + " cannot be read: " + e.getMessage());
    } catch (JacksonException e) {
      throw new CannotEvaluate(
          file + ":" + (rows.size() + 1) + " is no JSON: " + e.getOriginalMessage());
    }
    return rows;
  }
}
