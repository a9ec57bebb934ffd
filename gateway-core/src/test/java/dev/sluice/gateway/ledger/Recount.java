package dev.sluice.gateway.ledger;

import dev.sluice.gateway.chat.Usage;
import dev.sluice.gateway.ledger.LedgerRow.Kind;
import dev.sluice.gateway.ledger.LedgerRow.State;
import dev.sluice.gateway.ledger.ReportQuery.Column;
import dev.sluice.gateway.money.Estimate;
import dev.sluice.gateway.money.Usd;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// A report made the slow way, over all rows, to hold against what a store says.
final class Recount {

  private Recount() {}

  static List<ReportLine> report(Collection<LedgerRow> rows, ReportQuery query) {
    Instant since = query.since().truncatedTo(ChronoUnit.HOURS);
    Instant until = query.until().plus(Duration.ofHours(1).minusNanos(1));
    Instant end = until.truncatedTo(ChronoUnit.HOURS);
    TreeMap<String, List<LedgerRow>> groups = new TreeMap<>();
    for (LedgerRow row : rows) {
      if (!row.time().isBefore(since) && row.time().isBefore(end)) {
        String key = String.join("\u0001", values(row, query.by()));
        groups.computeIfAbsent(key, k -> new ArrayList<>()).add(row);
      }
    }
    if (query.by().isEmpty()) {
      return List.of(line(List.of(), groups.values().stream().flatMap(List::stream).toList()));
    }
    return groups.values().stream()
        .map(group -> line(values(group.getFirst(), query.by()), group))
        .toList();
  }

  private static ReportLine line(List<String> values, List<LedgerRow> rows) {
    List<LedgerRow> own = rows.stream().filter(row -> row.corrects() == null).toList();
    long hits = own.stream().filter(Recount::hit).mapToLong(LedgerRow::count).sum();
    return new ReportLine(
        values,
        hits + count(own, r -> r.kind() == Kind.ANSWER && r.result().status() == 200),
        count(own, row -> !hit(row)),
        hits,
        rows.stream().map(LedgerRow::tokens).reduce(Usage.NONE, Usage::plus),
        cost(rows, row -> true),
        cost(rows, row -> row.state() == State.ESTIMATED),
        cost(rows, row -> row.state() == State.UNKNOWN),
        estimate(rows, row -> row.charge().baseline()),
        estimate(rows, row -> row.charge().standard()),
        count(own, row -> row.charge().cost() == null));
  }

  private static List<String> values(LedgerRow row, List<ReportQuery.Group> by) {
    return by.stream().map(group -> text(value(row, group))).toList();
  }

  private static @Nullable String value(LedgerRow row, ReportQuery.Group group) {
    return switch (group) {
      case ReportQuery.Tag tag -> row.payer().tags().get(tag.name());
      case Column column ->
          switch (column) {
            case DAY -> row.time().toString().substring(0, 10);
            case TEAM -> row.payer().team();
            case KEY -> row.payer().keyId();
            case MODEL -> row.target().model();
            case TASK -> row.target().task();
            case TIER -> row.target().tier();
            case LEVER ->
                hit(row) ? "cache" : row.kind() == Kind.COMPRESSION ? "compression" : "routing";
          };
    };
  }

  private static String text(@Nullable String value) {
    return value == null ? "" : value;
  }

  private static boolean hit(LedgerRow row) {
    return row.kind() == Kind.HIT;
  }

  private static long count(List<LedgerRow> rows, Predicate<LedgerRow> which) {
    return rows.stream().filter(which).count();
  }

  static Usd cost(Collection<LedgerRow> rows, Predicate<LedgerRow> which) {
    Usd sum = Usd.ZERO;
    for (LedgerRow row : rows) {
      Usd cost = row.charge().cost();
      sum = cost != null && which.test(row) ? sum.plus(cost) : sum;
    }
    return sum;
  }

  private static Estimate estimate(
      List<LedgerRow> rows, Function<LedgerRow, @Nullable Estimate> which) {
    Estimate sum = Estimate.NOTHING;
    for (LedgerRow row : rows) {
      Estimate estimate = which.apply(row);
      sum = estimate == null ? sum : sum.plus(estimate);
    }
    return sum;
  }
}
