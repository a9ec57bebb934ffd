package dev.sluice.gateway.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gateway.chat.Usage;
import dev.sluice.gateway.ledger.LedgerRow;
import dev.sluice.gateway.ledger.LedgerRow.State;
import dev.sluice.gateway.money.Price;
import dev.sluice.gateway.money.Usd;
import dev.sluice.gateway.reconcile.Finding.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ReconciliationTest {

  private static final Usage TOKENS = new Usage(10, 0, 0, 5, 0);
  private static final Price PRICE = new Price(1_000_000, 2_000_000, null, null, null, null);
  private static final Instant NOON = Rows.NOON;

  private final List<LedgerRow> ledger = new ArrayList<>();
  private final List<InvoiceLine> invoice = new ArrayList<>();

  @Test
  void findsNothingWhereBothAgree() {
    ledger.add(Rows.usual().row("A", State.SETTLED, TOKENS, 20L));
    invoice.add(line("A/0", null, 20L));

    Drift drift = compare();

    assertThat(drift.findings()).isEmpty();
    assertThat(drift.corrections()).isEmpty();
    assertThat(drift.total()).isEqualTo(new ModelDrift("all", 1, 1, usd(20), usd(20)));
  }

  @Test
  void correctsWhatWasChargedOtherwise() {
    ledger.add(Rows.usual().row("A", State.SETTLED, TOKENS, 20L));
    invoice.add(line("A/0", null, 13L));

    Drift drift = compare();

    assertThat(drift.of(Kind.DIFFERENT)).hasSize(1);
    LedgerRow correction = drift.corrections().getFirst();
    assertThat(correction.corrects()).isEqualTo("A/0");
    assertThat(correction.requestId()).hasSize(26).isNotEqualTo("A");
    assertThat(correction.charge().cost()).isEqualTo(usd(-7));
    assertThat(correction.payer()).isEqualTo(ledger.getFirst().payer());
    assertThat(correction.target()).isEqualTo(ledger.getFirst().target());
    assertThat(correction.time()).isEqualTo(NOON);
    assertNothingIsLeft(drift);
  }

  @Test
  void findsRowsByTheProvidersOwnId() {
    ledger.add(Rows.usual().row("A", State.SETTLED, TOKENS, 20L));
    invoice.add(line(null, "up-A", 21L));

    Drift drift = compare();

    assertThat(drift.of(Kind.DIFFERENT)).extracting(Finding::id).containsExactly("A/0");
    assertNothingIsLeft(drift);
  }

  @Test
  void givesEachRowOneLineWhereAProviderRepeatsItsIds() {
    ledger.add(Rows.usual().row("A", "same", State.SETTLED, TOKENS, 20L));
    ledger.add(Rows.usual().row("B", "same", State.SETTLED, TOKENS, 30L));
    invoice.add(line("A/0", "same", 20L));
    invoice.add(line("B/0", "same", 30L));

    assertThat(compare().findings()).isEmpty();
  }

  @Test
  void replacesAnEstimateByTheInvoice() {
    ledger.add(Rows.usual().row("A", State.ESTIMATED, new Usage(10, 0, 0, 9, 0), 28L));
    invoice.add(line("A/0", null, 20L));

    Drift drift = compare();

    assertThat(drift.of(Kind.ESTIMATED)).hasSize(1);
    assertThat(drift.corrections())
        .extracting(LedgerRow::key)
        .allMatch(key -> key.endsWith("/0") || key.endsWith("/1"))
        .doesNotHaveDuplicates();
    assertThat(drift.corrections())
        .extracting(LedgerRow::state)
        .containsExactly(State.ESTIMATED, State.SETTLED);
    assertThat(drift.corrections())
        .extracting(row -> row.charge().cost())
        .containsExactly(usd(-28), usd(20));
    assertNothingIsLeft(drift);
  }

  @Test
  void settlesAGuessThatWasRight() {
    ledger.add(Rows.usual().row("A", State.UNKNOWN, Usage.NONE, 20L));
    invoice.add(line("A/0", null, 20L));

    Drift drift = compare();

    assertThat(drift.of(Kind.UNKNOWN)).extracting(Finding::drift).containsExactly(Usd.ZERO);
    assertThat(drift.corrections().getLast().tokens()).isEqualTo(TOKENS);
    assertNothingIsLeft(drift);
  }

  @Test
  void addsARowForWhatNobodyKnowsOf() {
    ledger.add(Rows.usual().row("A", State.SETTLED, TOKENS, 20L));
    invoice.add(line("A/0", null, 20L));
    invoice.add(line("Z/3", "up-Z", 40L));
    invoice.add(line(null, null, 50L));
    invoice.add(line(null, null, 50L));

    Drift drift = compare();

    assertThat(drift.of(Kind.INVOICE_ONLY)).hasSize(3);
    assertThat(drift.corrections())
        .extracting(row -> row.payer().keyId())
        .containsOnly(Unmatched.KEY);
    assertThat(drift.corrections())
        .extracting(row -> row.target().provider())
        .containsOnly("global");
    assertThat(drift.corrections()).extracting(LedgerRow::key).doesNotHaveDuplicates();
    assertNothingIsLeft(drift);
  }

  @Test
  void takesBackWhatTheProviderDidNotCharge() {
    ledger.add(Rows.usual().row("A", State.SETTLED, TOKENS, 20L));
    ledger.add(Rows.usual().row("B", State.UNKNOWN, Usage.NONE, 1_000L));
    invoice.add(line("A/0", null, 20L));

    Drift drift = compare();

    assertThat(drift.of(Kind.LEDGER_ONLY)).extracting(Finding::id).containsExactly("B/0");
    assertThat(drift.total().drift()).isEqualTo(usd(-1_000));
    assertNothingIsLeft(drift);
  }

  @Test
  void leavesRowsOfOtherProvidersAndOtherTimesAlone() {
    Rows rows = Rows.usual();
    ledger.add(rows.row("A", State.SETTLED, TOKENS, 20L));
    ledger.add(rows.of("other", "small").row("B", State.SETTLED, TOKENS, 20L));
    ledger.add(rows.at(NOON.plus(Duration.ofHours(1))).row("C", State.SETTLED, TOKENS, 20L));
    ledger.add(rows.at(NOON.minus(Duration.ofHours(1))).row("D", State.SETTLED, TOKENS, 20L));
    invoice.add(line("A/0", null, 20L));

    Drift drift = compare();

    assertThat(drift.findings()).isEmpty();
    assertThat(drift.providers()).containsExactly("global");
  }

  @Test
  void missesNothingWhileNobodyKnowsWhoseInvoiceItIs() {
    ledger.add(Rows.usual().row("A", State.SETTLED, TOKENS, 20L));
    ledger.add(Rows.usual().of("other", "small").row("B", State.SETTLED, TOKENS, 20L));
    invoice.add(line("Z/0", null, 20L));

    Drift drift = compare();

    assertThat(drift.providers()).isEmpty();
    assertThat(drift.of(Kind.LEDGER_ONLY)).isEmpty();
    assertThat(compare(terms("other")).of(Kind.LEDGER_ONLY))
        .extracting(Finding::id)
        .containsExactly("B/0");
  }

  @Test
  void givesUpTheStandInWhenTheRowItselfComesLater() {
    ledger.add(Rows.usual().row("A", State.SETTLED, TOKENS, 20L));
    invoice.add(line("A/0", null, 20L));
    invoice.add(line("B/0", "up-B", 30L));
    ledger.addAll(compare().corrections());

    ledger.add(Rows.usual().row("B", State.SETTLED, TOKENS, 30L));
    Drift drift = compare();

    assertThat(drift.of(Kind.LEDGER_ONLY)).hasSize(1);
    assertThat(drift.corrections().getFirst().payer().keyId()).isEqualTo(Unmatched.KEY);
    assertNothingIsLeft(drift);
  }

  @Test
  void countsARepeatedLineOnceAndSumsDifferentLinesOfOneAttempt() {
    ledger.add(Rows.usual().row("A", State.SETTLED, TOKENS, 20L));
    invoice.add(line("A/0", null, 15L));
    invoice.add(line("A/0", null, 15L));
    invoice.add(line("A/0", null, 5L));

    Drift drift = compare();

    assertThat(drift.findings()).isEmpty();
    assertThat(drift.repeated()).isEqualTo(1);
  }

  @Test
  void pricesLinesThatTellTokensOnly() {
    ledger.add(Rows.usual().row("A", State.SETTLED, TOKENS, 20L));
    invoice.add(new InvoiceLine("A/0", null, "small-2026", TOKENS, null, NOON));

    assertThat(compare().total().invoice()).isEqualTo(usd(20));
    Drift unpriced = compare(new Terms(null, null, null, (version, model) -> null, m -> m, NOON));
    assertThat(unpriced.uncosted()).isEqualTo(1);
    assertThat(unpriced.corrections()).isEmpty();
  }

  @Test
  void bringsUnpricedAttemptsTheirCost() {
    ledger.add(Rows.usual().row("A", State.SETTLED, TOKENS, null));
    invoice.add(line("A/0", null, 20L));

    Drift drift = compare();

    assertThat(drift.total().drift()).isEqualTo(usd(20));
    assertNothingIsLeft(drift);
  }

  @Test
  void leavesOutLinesBeforeTheTime() {
    ledger.add(Rows.usual().row("A", State.SETTLED, TOKENS, 20L));
    invoice.add(line("A/0", null, 99L));
    Terms later =
        new Terms(NOON.plusSeconds(1), null, null, (v, m) -> PRICE, UnaryOperator.identity(), NOON);

    Drift drift = compare(later);

    assertThat(drift.outside()).isEqualTo(1);
    assertThat(drift.findings()).isEmpty();
  }

  @Test
  void neverTakesTokensBack() {
    ledger.add(Rows.usual().row("A", State.SETTLED, new Usage(10, 0, 0, 9, 0), 28L));
    invoice.add(new InvoiceLine("A/0", null, "small", new Usage(4, 6, 0, 5, 0), usd(20), NOON));

    Drift drift = compare();

    assertThat(drift.corrections().getFirst().tokens()).isEqualTo(new Usage(0, 6, 0, 0, 0));
    assertNothingIsLeft(drift);
  }

  private void assertNothingIsLeft(Drift drift) {
    List<LedgerRow> before = List.copyOf(ledger);
    ledger.addAll(drift.corrections());
    Drift after = compare();
    assertThat(after.total().drift()).isEqualTo(Usd.ZERO);
    assertThat(after.findings()).isEmpty();
    assertThat(after.corrections()).isEmpty();
    ledger.clear();
    ledger.addAll(before);
  }

  private Drift compare() {
    return compare(terms(null));
  }

  private Drift compare(Terms terms) {
    Reconciliation comparison = new Reconciliation(terms, invoice);
    ledger.stream()
        .filter(row -> !row.time().isBefore(comparison.from()))
        .filter(row -> row.time().isBefore(comparison.until()))
        .forEach(comparison::add);
    return comparison.drift();
  }

  private static Terms terms(@Nullable String provider) {
    return new Terms(
        null, null, provider, (version, model) -> PRICE, UnaryOperator.identity(), NOON);
  }

  private static InvoiceLine line(@Nullable String client, @Nullable String own, long nanos) {
    return new InvoiceLine(client, own, "small", TOKENS, usd(nanos), NOON);
  }

  private static Usd usd(long nanos) {
    return Usd.ofNanos(nanos);
  }
}
