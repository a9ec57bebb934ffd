package dev.sluice.gateway.reconcile;

import dev.sluice.gateway.ledger.LedgerRow;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Compares the rows of the ledger with a provider's invoice, attempt by attempt.
///
/// ```java
/// Reconciliation comparison = new Reconciliation(terms, lines);
/// ledger.rows(comparison.from(), comparison.until(), comparison::add);
/// Drift drift = comparison.drift();
/// ```
///
/// A line finds its row by the id that the gateway sent with the request, else by the provider's
/// own. A row that no line is about is missed only where the invoice should have it: if it went to
/// the provider whose invoice this is, within the time that the invoice covers. Holds all rows of
/// that time in memory. One thread.
public final class Reconciliation {

  /// How far the clocks, and the start and end of one request, may lie apart.
  private static final Duration SLACK = Duration.ofDays(1);

  private final Terms terms;
  private final List<Billed> billed;
  private final Lines lines;
  private final Span told;
  private final Accounts accounts = new Accounts();

  public Reconciliation(Terms terms, List<InvoiceLine> invoice) {
    this.terms = terms;
    this.lines = new Lines(invoice, terms);
    this.billed = lines.billed();
    this.told = Span.of(billed.stream().map(Billed::created));
  }

  /// From when on rows are needed.
  public Instant from() {
    Instant first = terms.since() == null ? told.first() : terms.since();
    return isTimeless() || first == null ? Instant.EPOCH : first.minus(SLACK);
  }

  /// Until when rows are needed, exclusive.
  public Instant until() {
    Instant last = terms.until() == null ? told.last() : terms.until();
    return (isTimeless() || last == null ? terms.now() : last).plus(SLACK);
  }

  /// Whether some line may be about any row, however old.
  private boolean isTimeless() {
    return billed.stream().anyMatch(one -> one.created() == null);
  }

  /// Takes a row of the ledger, in any order.
  public void add(LedgerRow row) {
    if (row.kind() != LedgerRow.Kind.HIT && terms.concerns(row.target().provider())) {
      accounts.add(row);
    }
  }

  /// The result; once, after all rows.
  public Drift drift() {
    Matches matches = new Matches();
    Stream.concat(
            billed.stream().filter(one -> one.first().clientRequestId() != null),
            billed.stream().filter(one -> one.first().clientRequestId() == null))
        .forEach(matches::find);
    Findings findings = new Findings(terms.prices());
    matches.byRow.values().forEach(match -> findings.matched(match.account(), match.billed()));

    Set<String> providers = providers(matches);
    String provider = providers.size() == 1 ? providers.iterator().next() : null;
    Span span = matches.span(told);
    Instant usual = span.last() == null ? terms.now() : span.last();
    for (Billed one : matches.homeless) {
      Instant time = one.created() == null ? usual : one.created();
      findings.invoiceOnly(one, time, provider, terms.catalogueName().apply(one.first().model()));
    }
    accounts
        .rest()
        .filter(account -> isExpected(account.row(), providers, span))
        .forEach(findings::ledgerOnly);
    return findings.drift(providers, lines.repeated(), lines.outside());
  }

  private Set<String> providers(Matches matches) {
    if (terms.provider() != null) {
      return Set.of(terms.provider());
    }
    Set<String> named = matches.providers();
    if (!named.isEmpty()) {
      return named;
    }
    Set<String> all = accounts.providers().collect(Collectors.toSet());
    return all.size() == 1 ? all : Set.of();
  }

  private boolean isExpected(LedgerRow row, Set<String> providers, Span span) {
    String provider = row.target().provider();
    if (provider == null || !providers.contains(provider)) {
      return false;
    }
    boolean late = terms.until() == null && span.isAfter(row.time());
    boolean early = terms.since() == null && span.isBefore(row.time());
    return terms.covers(row.time()) && !late && !early;
  }

  /// A row and what the invoice says of it.
  private record Match(Account account, Billed billed) {

    Match plus(Billed more) {
      List<InvoiceLine> all = new ArrayList<>(billed.lines());
      all.addAll(more.lines());
      return new Match(account, new Billed(billed.identity(), all));
    }
  }

  /// Which lines found a row.
  private final class Matches {

    private final Map<String, Match> byRow = new LinkedHashMap<>();
    private final List<Billed> homeless = new ArrayList<>();

    void find(Billed one) {
      Account account = accounts.claim(one);
      if (account == null) {
        homeless.add(one);
        return;
      }
      byRow.merge(
          account.row().key(),
          new Match(account, one),
          (before, after) -> before.plus(after.billed()));
    }

    private Stream<LedgerRow> realRows() {
      return byRow.values().stream()
          .map(match -> match.account().row())
          .filter(row -> !Unmatched.is(row));
    }

    Set<String> providers() {
      return realRows()
          .map(row -> row.target().provider())
          .filter(Objects::nonNull)
          .collect(Collectors.toSet());
    }

    /// The time that the invoice covers, as far as its lines and their rows tell.
    Span span(Span told) {
      return told.plus(Span.of(realRows().map(LedgerRow::time)));
    }
  }

  /// From the first to the last of some instants, both included; both null for none.
  private record Span(@Nullable Instant first, @Nullable Instant last) {

    static Span of(Stream<@Nullable Instant> times) {
      List<Instant> sorted =
          times.filter(Objects::nonNull).sorted(Comparator.naturalOrder()).toList();
      return sorted.isEmpty()
          ? new Span(null, null)
          : new Span(sorted.getFirst(), sorted.getLast());
    }

    Span plus(Span other) {
      return of(Stream.of(first, last, other.first, other.last));
    }

    boolean isBefore(Instant time) {
      return first == null || time.isBefore(first);
    }

    boolean isAfter(Instant time) {
      return last == null || time.isAfter(last);
    }
  }
}
