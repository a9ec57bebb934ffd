package dev.sluice.server.demo;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A table of text whose columns are as wide as their widest cell: the first to the left, all
/// others to the right, two blanks between.
///
/// ```java
/// new Table("task", "requests").row("simple_qa", "120").lines()
/// ```
final class Table {

  private static final String GAP = "  ";

  private final List<List<String>> rows = new ArrayList<>();

  Table(String... titles) {
    rows.add(List.of(titles));
  }

  /// Adds a row.
  ///
  /// @throws IllegalArgumentException when it has more or fewer cells than there are titles
  Table row(String... cells) {
    if (cells.length != rows.getFirst().size()) {
      throw new IllegalArgumentException(
          Arrays.toString(cells) + " does not fit " + rows.getFirst());
    }
    rows.add(List.of(cells));
    return this;
  }

  /// The titles, then the rows, without blanks at the end.
  List<String> lines() {
    return rows.stream().map(this::line).toList();
  }

  private String line(List<String> cells) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < cells.size(); i++) {
      String blanks = " ".repeat(width(i) - cells.get(i).length());
      line.append(i == 0 ? "" : GAP);
      line.append(i == 0 ? cells.get(i) + blanks : blanks + cells.get(i));
    }
    return line.toString().stripTrailing();
  }

  private int width(int column) {
    return rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
  }
}
