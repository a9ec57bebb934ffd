package dev.sluice.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gateway.chat.Usage;
import dev.sluice.gateway.config.ModelConfig;
import dev.sluice.gateway.exchange.Attempt;
import dev.sluice.gateway.exchange.CacheOutcome;
import dev.sluice.gateway.exchange.Exchange;
import dev.sluice.gateway.exchange.Settlement;
import dev.sluice.gateway.ledger.AttemptRows;
import dev.sluice.gateway.ledger.Ledger;
import dev.sluice.gateway.ledger.LedgerRow;
import dev.sluice.gateway.ledger.LedgerRow.Kind;
import dev.sluice.gateway.ledger.LedgerRow.State;
import dev.sluice.gateway.money.Estimate;
import dev.sluice.gateway.money.PriceBook;
import dev.sluice.gateway.money.PriceEntry;
import dev.sluice.gateway.money.Usd;
import dev.sluice.gateway.route.Sample;
import dev.sluice.gateway.terms.Tier;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class SettleBooksTest {

  private static final Estimate BASELINE =
      new Estimate(Usd.ofNanos(7), Usd.ofNanos(8), Usd.ofNanos(9), true);

  private final List<LedgerRow> rows = new ArrayList<>();
  private final SettleBooks books =
      new SettleBooks(
          new Recording(),
          new AttemptRows(
              new PriceBook(List.of(), InstantSource.system(), entry -> {}),
              InstantSource.system()));
  private final Exchange x = new Sample().planned();

  @Test
  void onlyTheServedAnswerBearsTheBaseline() {
    attempt(Sample.model("small", Tier.BUDGET)).markAs(Attempt.Kind.DRAFT);
    attempt(Sample.model("middle", Tier.STANDARD));
    x.baselineIs(BASELINE);

    books.close(x);

    assertThat(rows).extracting(LedgerRow::kind).containsExactly(Kind.DRAFT, Kind.ANSWER);
    assertThat(rows.getFirst().charge().baseline()).isEqualTo(Estimate.NOTHING);
    assertThat(rows.getLast().charge().baseline()).isEqualTo(BASELINE);
    assertThat(rows).extracting(LedgerRow::attempt).containsExactly(0, 1);
  }

  @Test
  void anUnpricedAnswerHasNoBaseline() {
    attempt(unpriced());
    x.baselineIs(BASELINE);

    books.close(x);

    assertThat(rows.getFirst().charge().cost()).isNull();
    assertThat(rows.getFirst().charge().baseline()).isNull();
    assertThat(rows.getFirst().charge().priceVersion()).isNull();
    assertThat(x.saved()).isNull();
  }

  @Test
  void whatNobodyHasSettledIsEstimatedAndItsMoneyIsNoLongerHeld() {
    Attempt open = x.openAttempt(Sample.model("small", Tier.BUDGET), Sample.PROVIDER);
    List<String> heard = new ArrayList<>();
    open.whenSettled(() -> heard.add("settled"));

    books.close(x);

    assertThat(heard).containsExactly("settled");
    assertThat(rows).extracting(LedgerRow::state).containsExactly(State.ESTIMATED);
    assertThat(rows.getFirst().charge().baseline()).isEqualTo(Estimate.NOTHING);
  }

  @Test
  void aHitIsARowThatCostsNothing() {
    x.cacheIs(CacheOutcome.HIT);
    x.servedBy("small", Tier.BUDGET);
    x.baselineIs(BASELINE);

    books.close(x);

    LedgerRow hit = rows.getFirst();
    assertThat(hit.kind()).isEqualTo(Kind.HIT);
    assertThat(hit.state()).isEqualTo(State.FREE);
    assertThat(hit.charge().cost()).isEqualTo(Usd.ZERO);
    assertThat(hit.charge().baseline()).isEqualTo(BASELINE);
  }

  private Attempt attempt(ModelConfig model) {
    Attempt attempt = x.openAttempt(model, Sample.PROVIDER);
    attempt.answeredWith(200, "up-1");
    attempt.settle(new Settlement(Attempt.State.SETTLED, new Usage(10, 0, 0, 5, 0)), x.nanoTime());
    return attempt;
  }

  private static ModelConfig unpriced() {
    ModelConfig model = Sample.model("small", Tier.BUDGET);
    return new ModelConfig(
        "unpriced",
        model.providers(),
        Tier.BUDGET,
        null,
        Map.of(),
        List.of(),
        Map.of(),
        Set.of(),
        null,
        null,
        model.onDisconnect());
  }

  private final class Recording implements Ledger {
    @Override
    public boolean hasRoom() {
      return true;
    }

    @Override
    public boolean intend(LedgerRow ifNothingElse) {
      return true;
    }

    @Override
    public void record(LedgerRow row) {
      rows.add(row);
    }

    @Override
    public void price(PriceEntry entry) {}
  }
}
