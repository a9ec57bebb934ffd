package dev.sluice.server.evaluate;

import java.util.List;

/// One table of a report, before it is printed or drawn.
///
/// @param note what its columns mean
/// @param left how many columns are set to the left
record Sheet(String title, String note, int left, List<String> columns, List<List<String>> rows) {

  Sheet {
    columns = List.copyOf(columns);
    rows = List.copyOf(rows);
  }
}
