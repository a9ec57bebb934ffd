package dev.sluice.server.report;

import dev.sluice.gateway.ledger.ReportLine;
import dev.sluice.gateway.ledger.ReportQuery;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// A report as JSON; each amount in whole nano-dollars and, as text, in dollars.
public final class ReportJson {

  private ReportJson() {}

  public static ObjectNode of(ReportQuery query, List<ReportLine> lines) {
    ObjectNode report = JsonNodeFactory.instance.objectNode();
    report.put("since", query.since().toString());
    report.put("until", query.until().toString());
    ArrayNode by = report.putArray("by");
    query.by().forEach(group -> by.add(group.heading()));
    ArrayNode data = report.putArray("lines");
    lines.forEach(line -> data.add(line(query, line)));
    report.set("total", figures(Figures.total(lines)));
    return report;
  }

  private static ObjectNode line(ReportQuery query, ReportLine line) {
    ObjectNode groups = JsonNodeFactory.instance.objectNode();
    for (int i = 0; i < query.by().size(); i++) {
      groups.put(query.by().get(i).heading(), line.groups().get(i));
    }
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.set("groups", groups);
    json.setAll(figures(line));
    return json;
  }

  private static ObjectNode figures(ReportLine line) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    Figures.counts(line).forEach(json::put);
    Figures.amounts(line)
        .forEach((name, amount) ->
            json.put(name + "_nano_usd", amount.nanos()).put(name + "_usd", amount.decimal()));
    json.put("baseline_assumed", line.baseline().assumed());
    json.put("standard_assumed", line.standard().assumed());
    return json;
  }
}
