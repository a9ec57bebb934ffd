package dev.sluice.server.report;

import java.util.ArrayList;
import java.util.List;

/// A table of text whose columns are as wide as their widest cell: the first ones to the left, all
/// others to the right, two blanks between.
public final class TextTable {

  private static final String GAP = "  ";

  private final int left;
  private final List<List<String>> rows = new ArrayList<>();

  /// Begins with the titles.
  ///
  /// @param left how many columns are set to the left
  public TextTable(int left, List<String> titles) {
    this.left = left;
    rows.add(List.copyOf(titles));
  }

  /// Adds a row.
  ///
  /// @throws IllegalArgumentException when it has more or fewer cells than there are titles
  public TextTable row(List<String> cells) {
    if (cells.size() != rows.getFirst().size()) {
      throw new IllegalArgumentException(cells + " does not fit " + rows.getFirst());
    }
    rows.add(List.copyOf(cells));
    return this;
  }

  /// The titles, then the rows, without blanks at the end.
  public List<String> lines() {
    return rows.stream().map(this::line).toList();
  }

  private String line(List<String> cells) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < cells.size(); i++) {
      String blanks = " ".repeat(width(i) - cells.get(i).length());
      line.append(i == 0 ? "" : GAP);
      line.append(i < left ? cells.get(i) + blanks : blanks + cells.get(i));
    }
    return line.toString().stripTrailing();
  }

  private int width(int column) {
    return rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
  }
}
