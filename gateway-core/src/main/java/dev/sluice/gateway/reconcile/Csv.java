package dev.sluice.gateway.reconcile;

import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Records of comma-separated values, one after the other (RFC 4180: a field in quotation marks may
/// hold commas, line ends and doubled quotation marks). One thread.
final class Csv {

  private static final int END = -1;

  private final Reader text;
  private int next;

  /// @param text should be buffered
  Csv(Reader text) throws IOException {
    this.text = text;
    this.next = text.read();
  }

  /// The next record; null at the end. Empty lines are left out.
  @Nullable List<String> read() throws IOException {
    while (next == '\n' || next == '\r') {
      next = text.read();
    }
    if (next == END) {
      return null;
    }
    List<String> fields = new ArrayList<>();
    fields.add(field());
    while (next == ',') {
      next = text.read();
      fields.add(field());
    }
    return fields;
  }

  private String field() throws IOException {
    StringBuilder field = new StringBuilder();
    if (next == '"') {
      quoted(field);
    }
    while (next != ',' && next != '\n' && next != '\r' && next != END) {
      field.append((char) next);
      next = text.read();
    }
    return field.toString();
  }

  private void quoted(StringBuilder field) throws IOException {
    next = text.read();
    while (next != END) {
      if (next == '"') {
        next = text.read();
        if (next != '"') {
          return;
        }
      }
      field.append((char) next);
      next = text.read();
    }
  }
}
