package dev.sluice.server.admin;

import dev.sluice.gateway.ledger.LedgerQueries;
import dev.sluice.gateway.ledger.LedgerRow;
import dev.sluice.gateway.ledger.ReportLine;
import dev.sluice.gateway.ledger.ReportQuery;
import dev.sluice.gateway.ledger.StoreFailure;
import dev.sluice.server.http.PlainHandler.Answer;
import dev.sluice.server.report.ReportCsv;
import dev.sluice.server.report.ReportJson;
import dev.sluice.server.report.ReportWish;
import dev.sluice.server.report.RowJson;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Semaphore;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// The ledger as the admin API shows it.
final class LedgerPages {

  private static final int MOST_ROWS = 1_000;

  /// How many reports may be made at a time: each may keep the database busy for minutes.
  private static final int REPORTS = 2;

  private final LedgerQueries ledger;
  private final InstantSource clock;
  private final Semaphore reports = new Semaphore(REPORTS);

  LedgerPages(LedgerQueries ledger, InstantSource clock) {
    this.ledger = ledger;
    this.clock = clock;
  }

  Answer newest(String query) throws StoreFailure {
    String limit = new QueryString(query, List.of("limit")).get("limit", "100");
    if (!limit.matches("[1-9]\\d{0,3}") || Integer.parseInt(limit) > MOST_ROWS) {
      throw Refused.badRequest(
          "limit", "'limit' must be a whole number from 1 to " + MOST_ROWS + ".");
    }
    return rows(ledger.newest(Integer.parseInt(limit)));
  }

  Answer request(String id) throws StoreFailure {
    List<LedgerRow> rows = ledger.request(id);
    if (rows.isEmpty()) {
      throw Refused.notFound("The ledger has no request '" + id + "'.");
    }
    return rows(rows);
  }

  private static Answer rows(List<LedgerRow> rows) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("object", "list");
    ArrayNode data = json.putArray("data");
    rows.forEach(row -> data.add(RowJson.of(row)));
    return JsonAnswer.of(200, json);
  }

  Answer report(String query) throws StoreFailure {
    QueryString asked = new QueryString(query, List.of("since", "until", "by", "format"));
    String format = asked.get("format", "json");
    if (!List.of("json", "csv").contains(format)) {
      throw Refused.badRequest("format", "'format' must be json or csv.");
    }
    ReportWish wish =
        ReportWish.of(
            asked.get("since", ReportWish.SINCE),
            asked.get("until"),
            asked.get("by", ReportWish.BY),
            clock.instant());
    return switch (wish) {
      case ReportWish.Wrong wrong -> throw Refused.badRequest(wrong.option(), wrong.why());
      case ReportWish.Clear clear -> report(clear.query(), format);
    };
  }

  private Answer report(ReportQuery query, String format) throws StoreFailure {
    if (!reports.tryAcquire()) {
      throw Refused.busy(
          "There are " + REPORTS + " reports being made already; try again shortly.");
    }
    List<ReportLine> lines;
    try {
      lines = ledger.report(query);
    } finally {
      reports.release();
    }
    return format.equals("csv")
        ? JsonAnswer.text("text/csv; charset=utf-8", ReportCsv.of(query, lines))
        : JsonAnswer.of(200, ReportJson.of(query, lines));
  }
}
