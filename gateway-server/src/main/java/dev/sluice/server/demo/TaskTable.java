package dev.sluice.server.demo;

import static dev.sluice.server.demo.Numbers.percent;
import static dev.sluice.server.demo.Numbers.wholePercent;

import dev.sluice.gateway.money.Usd;
import dev.sluice.gateway.terms.Tier;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/// The report's table of tasks: how often the cache answered, who answered else, at what cost.
final class TaskTable {

  private TaskTable() {}

  /// A row for each task and one for all requests, failed ones among them.
  ///
  /// @param baseline the model that the headers compare with
  static Table of(Figures figures, String baseline) {
    Table table =
        new Table("task", "requests", "hits", "escal.", "b/s/p %", "cost", baseline, "saved");
    figures.tasks().forEach((task, slice) -> row(table, task.wireName(), slice));
    row(table, "all", figures.all());
    return table;
  }

  private static void row(Table table, String name, Slice slice) {
    Slice models = slice.byModel();
    Usd cost = slice.cost();
    Usd baseline = slice.baseline();
    table.row(
        name,
        String.format(Locale.ROOT, "%,d", slice.requests()),
        wholePercent(slice.hits(), slice.requests()),
        wholePercent(models.escalations().requests(), models.requests()),
        tiers(models),
        perThousand(cost, slice.requests()),
        perThousand(baseline, slice.requests()),
        baseline.nanos() == 0 ? "-" : percent(1 - (double) cost.nanos() / baseline.nanos()));
  }

  private static String tiers(Slice models) {
    return Arrays.stream(Tier.values())
        .map(tier -> wholePercent(models.of(tier).requests(), models.requests()))
        .map(share -> share.replace(" %", ""))
        .collect(Collectors.joining("/"));
  }

  private static String perThousand(Usd amount, int requests) {
    return requests == 0
        ? "-"
        : String.format(Locale.ROOT, "$%.4f", amount.toDouble() * 1000 / requests);
  }
}
