package dev.sluice.server.report;

import dev.sluice.gateway.ledger.ReportLine;
import dev.sluice.gateway.ledger.ReportQuery;
import dev.sluice.gateway.money.Usd;
import java.util.ArrayList;
import java.util.List;

/// A report as CSV: a line of names, then one line a group; each amount in whole nano-dollars and
/// in dollars.
public final class ReportCsv {

  private ReportCsv() {}

  public static String of(ReportQuery query, List<ReportLine> lines) {
    StringBuilder text = new StringBuilder(Csv.line(names(query)));
    lines.forEach(line -> text.append(Csv.line(values(line))));
    return text.toString();
  }

  private static List<String> names(ReportQuery query) {
    ReportLine any = Figures.total(List.of());
    List<String> names = new ArrayList<>();
    query.by().forEach(group -> names.add(group.heading()));
    names.addAll(Figures.counts(any).keySet());
    Figures.amounts(any)
        .keySet()
        .forEach(name -> {
          names.add(name + "_nano_usd");
          names.add(name + "_usd");
        });
    return names;
  }

  private static List<String> values(ReportLine line) {
    List<String> values = new ArrayList<>(line.groups());
    Figures.counts(line).values().forEach(count -> values.add(Long.toString(count)));
    for (Usd amount : Figures.amounts(line).values()) {
      values.add(Long.toString(amount.nanos()));
      values.add(amount.decimal());
    }
    return values;
  }
}
