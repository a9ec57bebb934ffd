package dev.sluice.server.store;

import dev.sluice.gateway.ledger.LedgerRow;
import java.sql.Connection;
import java.sql.SQLException;

/// The numbers of the labels of one journal, of rows and of sums. One thread.
final class Labels {

  private final LabelTable ofRows;
  private final LabelTable ofSums;

  Labels(String journal) {
    ofRows = new LabelTable("row_labels", RowLabel.COLUMNS, journal);
    ofSums = new LabelTable("sum_labels", SumLabel.COLUMNS, journal);
  }

  long of(Connection connection, LedgerRow row) throws SQLException {
    return ofRows.id(connection, RowLabel.of(row).texts());
  }

  long of(Connection connection, SumLabel label) throws SQLException {
    return ofSums.id(connection, label.texts());
  }
}
