package dev.sluice.gateway.ledger;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The intents that have been read from a journal and whose rows have not. One thread.
final class OpenIntents {

  private final Map<RowKey, Held> held = new LinkedHashMap<>();

  /// @param segment where its record is, the latest if it was carried
  record Held(LedgerRow ifNothingElse, long segment) {}

  void open(LedgerRow ifNothingElse, long segment) {
    held.put(RowKey.of(ifNothingElse), new Held(ifNothingElse, segment));
  }

  /// A hit ends no intent, though it may bear the number of an attempt.
  void end(LedgerRow row) {
    if (row.kind() != LedgerRow.Kind.HIT) {
      held.remove(RowKey.of(row));
    }
  }

  /// Those whose records are in segments older than this one.
  List<LedgerRow> before(long segment) {
    List<LedgerRow> old = new ArrayList<>();
    for (Held each : held.values()) {
      if (each.segment() < segment) {
        old.add(each.ifNothingElse());
      }
    }
    return old;
  }

  List<LedgerRow> all() {
    return held.values().stream().map(Held::ifNothingElse).toList();
  }

  /// Those that no row ends in all of the journal, in order. One that was carried behind its row is
  /// none.
  static List<LedgerRow> in(Journal journal) {
    OpenIntents open = new OpenIntents();
    Set<RowKey> ended = new HashSet<>();
    JournalCursor cursor = new JournalCursor(journal, RowStore.Position.START);
    for (JournalEntry next = cursor.next(); next != null; next = cursor.next()) {
      switch (next) {
        case JournalEntry.Intent intent -> open.open(intent.ifNothingElse(), 0);
        case JournalEntry.Carried carried -> {
          if (!ended.contains(RowKey.of(carried.ifNothingElse()))) {
            open.open(carried.ifNothingElse(), 0);
          }
        }
        case JournalEntry.Row row -> {
          open.end(row.row());
          if (row.row().kind() != LedgerRow.Kind.HIT) {
            ended.add(RowKey.of(row.row()));
          }
        }
        case JournalEntry.Priced priced -> {}
      }
    }
    return open.all();
  }
}
