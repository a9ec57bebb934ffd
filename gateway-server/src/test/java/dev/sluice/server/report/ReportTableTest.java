package dev.sluice.server.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gateway.ledger.ReportLine;
import dev.sluice.gateway.ledger.ReportQuery;
import dev.sluice.gateway.ledger.ReportQuery.Column;
import dev.sluice.server.books.FakeBooks;
import dev.sluice.server.books.SampleRows;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class ReportTableTest {

  private static final ReportQuery QUERY =
      new ReportQuery(
          SampleRows.TIME.minus(Duration.ofHours(1)),
          SampleRows.TIME.plus(Duration.ofHours(1)),
          List.of(Column.MODEL));

  @Test
  void showsWhatWasSpentAndSaved() throws Exception {
    List<String> lines = ReportTable.lines(QUERY, report(QUERY));

    assertThat(String.join("\n", lines))
        .isEqualTo(
            """
            Spent from 2026-11-20 11:00 to 2026-11-20 13:00 UTC

            model              requests  hits  attempts  input  output       cost  estimated  unpriced
            Qwen/Qwen3-8B             0     0         1  1,000     300  $0.000006  $0.000006         0
            deepseek-v4-flash         4     3         1  1,000     300  $0.000200          -         0
            mystery                   1     0         1     50      25   unpriced          -         1
            total                     5     3         3  2,050     625  $0.000206  $0.000006         1

            Saved, in dollars: low/mid/high

            model                   cost              baseline                 saved      saved against standard
            Qwen/Qwen3-8B      $0.000006  0.0000/0.0000/0.0000  0.0000/0.0000/0.0000  -0.00001/-0.00001/-0.00001
            deepseek-v4-flash  $0.000200  0.0040/0.0080/0.0160  0.0038/0.0078/0.0158     0.00018/0.00055/0.00130
            mystery             unpriced                     -                     -                           -
            total              $0.000206  0.0040/0.0080/0.0160  0.0038/0.0078/0.0158     0.00017/0.00054/0.00129

            97.4 % of the baseline was saved, as far as its answers' lengths are assumed.
            Attempts at models without a price: 1; what they cost is not in these sums.\
            """);
    assertThat(lines).allMatch(line -> line.length() <= 100);
  }

  @Test
  void isOneLineWithoutGroups() throws Exception {
    ReportQuery all = new ReportQuery(QUERY.since(), QUERY.until(), List.of());

    assertThat(ReportTable.lines(all, report(all)))
        .filteredOn(line -> line.startsWith("total"))
        .hasSize(2);
  }

  @Test
  void staysReadableWithoutAnything() {
    assertThat(ReportTable.lines(QUERY, List.of()))
        .contains("total         0     0         0      0       0  $0.00");
  }

  @Test
  void writesCsvWithExactAmounts() throws Exception {
    List<String> csv = ReportCsv.of(QUERY, report(QUERY)).lines().toList();

    assertThat(csv).hasSize(4);
    assertThat(csv.getFirst())
        .startsWith("model,requests,hits,attempts,unpriced,input_tokens,")
        .contains(
            ",cost_nano_usd,cost_usd,", ",baseline_low_nano_usd,", ",saved_nano_usd,saved_usd,")
        .endsWith(",saved_against_standard_high_nano_usd,saved_against_standard_high_usd");
    assertThat(csv.get(2))
        .startsWith("deepseek-v4-flash,4,3,1,0,900,100,0,280,20,200000,0.000200000,");
    assertThat(Csv.line(List.of("a,b", "c\"d", "e\nf", "g")))
        .isEqualTo("\"a,b\",\"c\"\"d\",\"e\nf\",g\n");
  }

  @Test
  void writesJsonWithExactAmounts() throws Exception {
    JsonNode json = ReportJson.of(QUERY, report(QUERY));

    assertThat(json.path("by").path(0).asString()).isEqualTo("model");
    assertThat(json.path("lines").path(0).at("/groups/model").asString())
        .isEqualTo("Qwen/Qwen3-8B");
    assertThat(json.at("/total/requests").asLong()).isEqualTo(5);
    assertThat(json.at("/total/cost_nano_usd").asLong()).isEqualTo(206_000);
    assertThat(json.at("/total/cost_usd").asString()).isEqualTo("0.000206000");
    assertThat(json.at("/total/saved_nano_usd").asLong()).isEqualTo(8_000_000 - 206_000);
    assertThat(json.at("/total/baseline_assumed").asBoolean()).isTrue();
    assertThat(json.at("/lines/0/saved_nano_usd").asLong()).isEqualTo(-6_000);
  }

  private static List<ReportLine> report(ReportQuery query) throws Exception {
    return FakeBooks.of(SampleRows.all()).report(query);
  }
}
