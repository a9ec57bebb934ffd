package dev.sluice.server.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gateway.ledger.ReportQuery;
import dev.sluice.gateway.ledger.ReportQuery.Column;
import dev.sluice.gateway.ledger.ReportQuery.Tag;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReportWishTest {

  private static final Instant NOW = Instant.parse("2026-11-24T10:30:00Z");

  @ParameterizedTest
  @CsvSource({
    "30m, 2026-11-24T10:00:00Z",
    "12h, 2026-11-23T22:30:00Z",
    "7d, 2026-11-17T10:30:00Z",
    "2w, 2026-11-10T10:30:00Z",
    "2026-11-01, 2026-11-01T00:00:00Z",
    "2026-11-01T02:00:00+02:00, 2026-11-01T00:00:00Z",
  })
  void readsTimes(String text, Instant expected) {
    assertThat(TimeText.parse(text, NOW)).contains(expected);
  }

  @ParameterizedTest
  @CsvSource({"7", "7y", "-7d", "''", "2026-13-01", "yesterday", "2026-11-01T02:00", "9999999d"})
  void refusesWhatIsNoTime(String text) {
    assertThat(TimeText.parse(text, NOW)).isEmpty();
    assertThat(ReportWish.of(text, null, "", NOW))
        .isInstanceOfSatisfying(
            ReportWish.Wrong.class, wrong -> assertThat(wrong.option()).isEqualTo("since"));
  }

  @Test
  void widensToWholeHours() {
    assertThat(ReportWish.of("2026-11-01", null, "day,tag:app", NOW))
        .isInstanceOfSatisfying(
            ReportWish.Clear.class,
            clear -> {
              ReportQuery query = clear.query();
              assertThat(query.since()).isEqualTo("2026-11-01T00:00:00Z");
              assertThat(query.until()).isEqualTo("2026-11-24T11:00:00Z");
              assertThat(query.by()).containsExactly(Column.DAY, new Tag("app"));
            });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"models", "tag:", "day,,team", "day,day"})
  void refusesGroupsThatAreNone(String by) {
    assertThat(ReportWish.of("7d", null, by, NOW))
        .isInstanceOfSatisfying(
            ReportWish.Wrong.class,
            wrong -> assertThat(wrong.why()).contains("write some of day, team, key"));
  }

  @Test
  void refusesAnEndBeforeTheBegin() {
    assertThat(ReportWish.of("1d", "2d", "", NOW))
        .isInstanceOfSatisfying(
            ReportWish.Wrong.class, wrong -> assertThat(wrong.option()).isEqualTo("until"));
  }
}
