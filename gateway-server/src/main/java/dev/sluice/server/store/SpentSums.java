package dev.sluice.server.store;

import dev.sluice.gateway.ledger.ReportQuery.Column;
import dev.sluice.gateway.ledger.Spending;
import dev.sluice.gateway.money.Usd;
import dev.sluice.server.store.Grain.Period;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// What keys and teams have spent, from the roll-ups by day and by month.
final class SpentSums {

  private static final List<Column> BY = List.of(Column.KEY, Column.TEAM);

  private SpentSums() {}

  /// Reads sums.
  interface Source {
    void read(Slice slice, List<Column> by, GroupSums into) throws SQLException;
  }

  static List<Spending> of(Instant now, Source source) throws SQLException {
    GroupSums day = sums(source, Period.DAY, Period.DAY.of(now));
    GroupSums month = sums(source, Period.MONTH, Period.MONTH.of(now));
    GroupSums ever = new GroupSums();
    source.read(new Slice(Period.MONTH, 0, Integer.MAX_VALUE), BY, ever);
    List<Spending> spent = new ArrayList<>();
    for (Map.Entry<List<String>, long[]> group : ever.all().entrySet()) {
      String team = group.getKey().get(1);
      spent.add(
          new Spending(
              group.getKey().getFirst(),
              team.isEmpty() ? null : team,
              cost(day, group.getKey()),
              cost(month, group.getKey()),
              cost(ever, group.getKey())));
    }
    return spent;
  }

  private static GroupSums sums(Source source, Period period, long number) throws SQLException {
    GroupSums sums = new GroupSums();
    source.read(new Slice(period, number, number + 1), BY, sums);
    return sums;
  }

  private static Usd cost(GroupSums sums, List<String> group) {
    return Sums.cost(sums.of(group));
  }
}
