package dev.sluice.gateway.reconcile;

import dev.sluice.gateway.chat.Usage;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MappingIterator;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Reads a provider's usage export: JSON values one after the other or in an array, or CSV with a
/// line of names.
///
/// An entry with `results` is a bucket, one with `data` a page of buckets (OpenAI's organisation
/// usage); every other is one request, with the fields that [InvoiceLine] has. Tokens are counted
/// as OpenAI does: cached ones are part of the input, reasoning is part of the output.
public final class ExportReader {

  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();
  private static final int BYTE_ORDER_MARK = 0xFEFF;

  private final List<InvoiceLine> lines = new ArrayList<>();
  private final List<UsageBucket> buckets = new ArrayList<>();
  private long entry;

  private ExportReader() {}

  public static ProviderExport read(Reader file) throws IOException {
    return new ExportReader().all(new BufferedReader(file));
  }

  private ProviderExport all(BufferedReader text) throws IOException {
    try {
      if (first(text) == '{' || first(text) == '[') {
        json(text);
      } else {
        csv(text);
      }
    } catch (Entry.Unclear e) {
      return new ProviderExport.Unreadable(entry, String.valueOf(e.getMessage()));
    } catch (JacksonException e) {
      return new ProviderExport.Unreadable(
          entry + 1, "is no JSON: " + String.valueOf(e.getOriginalMessage()));
    }
    if (lines.isEmpty() && buckets.isEmpty()) {
      return new ProviderExport.Unreadable(0, "holds no usage");
    }
    if (!lines.isEmpty() && !buckets.isEmpty()) {
      return new ProviderExport.Unreadable(0, "holds both single requests and sums");
    }
    return buckets.isEmpty()
        ? new ProviderExport.Requests(lines)
        : new ProviderExport.Buckets(buckets);
  }

  /// The first character that is no blank, still to be read.
  private static int first(BufferedReader text) throws IOException {
    while (true) {
      text.mark(1);
      int c = text.read();
      if (c != BYTE_ORDER_MARK && (c < 0 || !Character.isWhitespace(c))) {
        text.reset();
        return c;
      }
    }
  }

  private void json(Reader text) {
    try (MappingIterator<JsonNode> values = MAPPER.readerFor(JsonNode.class).readValues(text)) {
      while (values.hasNext()) {
        take(values.next());
      }
    }
  }

  private void csv(Reader text) throws IOException {
    Csv csv = new Csv(text);
    List<String> names = csv.read();
    for (List<String> fields = csv.read(); names != null && fields != null; fields = csv.read()) {
      ObjectNode named = JsonNodeFactory.instance.objectNode();
      for (int i = 0; i < Math.min(names.size(), fields.size()); i++) {
        named.put(names.get(i).strip(), fields.get(i).strip());
      }
      take(named);
    }
  }

  private void take(JsonNode json) {
    entry++;
    Entry one = new Entry(json);
    if (json.path("data").isArray()) {
      json.path("data").forEach(bucket -> bucket(new Entry(bucket)));
    } else if (one.isBucket()) {
      bucket(one);
    } else {
      lines.add(one.line());
    }
  }

  private void bucket(Entry bucket) {
    Instant start = bucket.time("start_time");
    Instant end = bucket.time("end_time");
    if (!bucket.isBucket() || start == null || end == null) {
      throw new Entry.Unclear("has a bucket without 'start_time', 'end_time' or 'results'");
    }
    for (JsonNode json : bucket.json().path("results")) {
      Entry result = new Entry(json);
      long input = result.count("input_tokens");
      long cached = Math.min(input, result.count("input_cached_tokens"));
      buckets.add(
          new UsageBucket(
              start,
              end,
              result.text("model"),
              new Usage(input - cached, cached, 0, result.count("output_tokens"), 0),
              result.count("num_model_requests")));
    }
  }
}
