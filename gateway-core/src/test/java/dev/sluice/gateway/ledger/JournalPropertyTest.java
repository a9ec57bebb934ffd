package dev.sluice.gateway.ledger;

import static dev.sluice.gateway.ledger.JournalTrial.LONG;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gateway.ledger.LedgerRow.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tuple;

/// Whatever happens to the process, the store and what lies behind the last record: every row is in
/// the store once, every intent without a row once as `unknown`, every hit is counted once.
class JournalPropertyTest {

  /// What may happen next.
  enum Act {
    INTEND,
    INTEND_MANY,
    END,
    END_MANY,
    END_TWICE,
    HIT,
    CRASH,
    CRASH_TWICE,
    CRASH_AND_TEAR,
    CRASH_AND_TRUNCATE,
    CLOSE,
    STORE_FAILS,
    STORE_IS_UNSURE,
    STORE_WORKS,
    DRAIN
  }

  @Property(tries = 120, shrinking = ShrinkingMode.BOUNDED)
  void nothingIsLostAndNothingCountsTwice(@ForAll("acts") List<Act> acts) throws Exception {
    Path folder = Files.createTempDirectory("journal");
    try (Life life = new Life(folder)) {
      for (Act act : acts) {
        life.does(act);
      }

      life.settle();

      assertThat(life.statesInStore()).isEqualTo(life.expected);
      assertThat(life.hitsInStore()).isEqualTo(life.hits);
    } finally {
      JournalTrial.remove(folder);
    }
  }

  @Provide
  Arbitrary<List<Act>> acts() {
    return Arbitraries.frequency(
            Tuple.of(8, Act.INTEND),
            Tuple.of(4, Act.INTEND_MANY),
            Tuple.of(6, Act.END),
            Tuple.of(4, Act.END_MANY),
            Tuple.of(1, Act.END_TWICE),
            Tuple.of(4, Act.HIT),
            Tuple.of(2, Act.CRASH),
            Tuple.of(1, Act.CRASH_TWICE),
            Tuple.of(1, Act.CRASH_AND_TEAR),
            Tuple.of(1, Act.CRASH_AND_TRUNCATE),
            Tuple.of(1, Act.CLOSE),
            Tuple.of(1, Act.STORE_FAILS),
            Tuple.of(1, Act.STORE_IS_UNSURE),
            Tuple.of(2, Act.STORE_WORKS),
            Tuple.of(4, Act.DRAIN))
        .list()
        .ofMinSize(10)
        .ofMaxSize(80);
  }

  /// A folder, a store and one process after the other on them, and what must come of it.
  private static final class Life implements AutoCloseable {
    private final Path folder;
    private final InMemoryRowStore store = new InMemoryRowStore();
    private final Map<String, State> expected = new HashMap<>();
    private final List<String> open = new ArrayList<>();
    private long hits;
    private boolean storeWorks = true;
    private int next;
    private JournalLedger ledger;

    Life(Path folder) throws IOException {
      this.folder = folder;
      ledger = JournalTrial.open(folder, store);
    }

    void does(Act act) throws Exception {
      switch (act) {
        case INTEND -> intend();
        case INTEND_MANY -> {
          for (int i = 0; i < 20; i++) {
            intend();
          }
        }
        case END -> end(1);
        case END_MANY -> {
          for (int i = 0; i < 18; i++) {
            end(1);
          }
        }
        case END_TWICE -> end(2);
        case HIT -> hit();
        case CRASH -> {
          crash();
          reopen();
        }
        case CRASH_TWICE -> {
          crash();
          reopen();
          crash();
          reopen();
        }
        case CRASH_AND_TEAR -> {
          crash();
          tear();
          reopen();
        }
        case CRASH_AND_TRUNCATE -> {
          crash();
          truncate();
          reopen();
        }
        case CLOSE -> {
          ledger.close(storeWorks ? LONG : Duration.ofMillis(1));
          open.clear();
          reopen();
        }
        case STORE_FAILS -> {
          storeWorks = false;
          store.fail();
        }
        case STORE_IS_UNSURE -> store.failAfterCommit(1);
        case STORE_WORKS -> {
          storeWorks = true;
          store.work();
        }
        case DRAIN -> assertThat(!storeWorks || ledger.awaitDrained(LONG)).isTrue();
      }
    }

    /// Most are fat, so that files fill up.
    private void intend() {
      String id = "r" + next;
      if (ledger.intend(sized(SampleRows.intent(id, 0)))) {
        expected.put(id, State.UNKNOWN);
        open.add(id);
      }
      next++;
    }

    private void end(int times) {
      if (!open.isEmpty()) {
        String id = open.remove(open.size() * 7 / 11);
        for (int i = 0; i < times; i++) {
          ledger.record(sized(SampleRows.ended(id, 0)));
        }
        expected.put(id, State.SETTLED);
      }
    }

    private static LedgerRow sized(LedgerRow row) {
      return row.requestId().hashCode() % 4 != 0 ? SampleRows.fat(row) : row;
    }

    private void hit() {
      if (ledger.hasRoom()) {
        Instant time = SampleRows.TIME.plusSeconds(7L * next);
        ledger.record(SampleRows.hit("h" + next++, "key", time));
        hits++;
      }
    }

    private void crash() {
      JournalTrial.crash(ledger);
      open.clear();
    }

    private void reopen() throws IOException {
      ledger = JournalTrial.open(folder, store);
    }

    /// Half a record behind the last whole one.
    private void tear() throws IOException {
      Path file = JournalTrial.newestUsed(folder);
      int end = JournalTrial.lastRecord(file)[1];
      if (end + 64 < Files.size(file)) {
        JournalTrial.overwrite(file, end, new byte[] {40, 0, 0, 0, 1, 2, 3, 4, 1, 2});
      }
    }

    private void truncate() throws IOException {
      Path file = JournalTrial.newestUsed(folder);
      JournalTrial.truncate(file, JournalTrial.lastRecord(file)[1]);
    }

    void settle() throws Exception {
      store.work();
      crash();
      reopen();
      assertThat(ledger.awaitDrained(LONG)).isTrue();
      assertThat(ledger.dropped()).isZero();
    }

    Map<String, State> statesInStore() {
      Map<String, State> states = new HashMap<>();
      for (LedgerRow row : store.rows()) {
        if (row.kind() != LedgerRow.Kind.HIT) {
          states.put(row.requestId(), row.state());
        }
      }
      return states;
    }

    long hitsInStore() {
      return store.rows().stream()
          .filter(row -> row.kind() == LedgerRow.Kind.HIT)
          .mapToLong(LedgerRow::count)
          .sum();
    }

    @Override
    public void close() {
      ledger.close(Duration.ZERO);
    }
  }
}
