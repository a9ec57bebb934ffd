package dev.sluice.gateway.audit;

import java.util.List;

/// How well each signal of the gate tells good answers from bad ones.
public record SignalTable(List<Row> rows) {

  /// Nothing was measured.
  public static final SignalTable EMPTY = new SignalTable(List.of());

  public SignalTable {
    rows = List.copyOf(rows);
  }

  /// One signal.
  ///
  /// @param signal its name
  /// @param on what it was measured on
  /// @param auroc [Auroc#of]
  /// @param n answers
  public record Row(String signal, String on, double auroc, int n) {}
}
