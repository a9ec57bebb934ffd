package dev.sluice.gateway.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gateway.chat.Usage;
import dev.sluice.gateway.ledger.LedgerRow.Charge;
import dev.sluice.gateway.ledger.LedgerRow.Kind;
import dev.sluice.gateway.ledger.LedgerRow.Payer;
import dev.sluice.gateway.ledger.LedgerRow.Result;
import dev.sluice.gateway.ledger.LedgerRow.State;
import dev.sluice.gateway.ledger.LedgerRow.Target;
import dev.sluice.gateway.money.Estimate;
import dev.sluice.gateway.money.Price;
import dev.sluice.gateway.money.PriceEntry;
import dev.sluice.gateway.money.Usd;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What goes through the binary form comes back; its size is bounded.
class RowCodecTest {

  @Property
  void aRowComesBackAsItWas(@ForAll("rows") LedgerRow row) {
    JournalEntry read = JournalEntry.decode(payload(JournalEntry.row(row)));

    assertThat(read).isEqualTo(new JournalEntry.Row(row));
  }

  @Property
  void aPriceComesBackAsItWas(@ForAll("prices") PriceEntry entry) {
    JournalEntry read = JournalEntry.decode(payload(JournalEntry.price(entry)));

    assertThat(read).isEqualTo(new JournalEntry.Priced(entry));
  }

  @Property
  void anEndIsNeverMuchLargerThanItsIntent(
      @ForAll("rows") LedgerRow intent,
      @ForAll("results") Result result,
      @ForAll("usages") Usage tokens,
      @ForAll("charges") Charge charge) {
    LedgerRow ended =
        new LedgerRow(
            intent.requestId(),
            intent.attempt(),
            intent.time().plusSeconds(3600),
            Kind.SHADOW,
            State.ESTIMATED,
            intent.target(),
            new Result(
                result.status(),
                result.stream(),
                result.upstreamRequestId(),
                "semantic_hit",
                result.latencyMillis()),
            tokens,
            new Charge(
                charge.cost(),
                charge.reserved(),
                charge.baseline(),
                charge.standard(),
                intent.charge().priceVersion()),
            intent.payer(),
            1,
            null);

    int more = JournalEntry.row(ended).recordBytes() - JournalEntry.intent(intent).recordBytes();

    assertThat(more).isLessThanOrEqualTo(RowCodec.GROWTH);
  }

  @Test
  void absurdTextsAreCutToTheLargestRecord() {
    String absurd = "\uffff".repeat(100_000);
    Map<String, String> tags = new TreeMap<>();
    for (int i = 0; i < 100; i++) {
      tags.put(absurd + i, absurd);
    }
    LedgerRow row =
        new LedgerRow(
            absurd,
            Integer.MAX_VALUE,
            Instant.MAX,
            Kind.ANSWER,
            State.SETTLED,
            new Target(absurd, absurd, absurd, absurd),
            new Result(Integer.MIN_VALUE, true, absurd, absurd, Long.MIN_VALUE),
            new Usage(
                Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE),
            new Charge(min(), min(), new Estimate(min(), min(), min(), true), null, absurd),
            new Payer(absurd, absurd, tags),
            Long.MAX_VALUE,
            absurd);

    FieldWriter record = JournalEntry.row(row);
    JournalEntry.Row read = (JournalEntry.Row) JournalEntry.decode(payload(record));

    assertThat(record.recordBytes()).isLessThanOrEqualTo(RowCodec.MAX_RECORD);
    assertThat(read.row().target().model()).hasSize(RowCodec.TEXT_CHARS);
    assertThat(read.row().time()).isEqualTo(Instant.MAX);
  }

  @Test
  void halfACharacterIsNotKeptWhereATextIsCut() {
    FieldWriter to = new FieldWriter(8);

    to.text("ab\ud83d\ude00cd", 3);

    assertThat(new FieldReader(payload(to)).text()).isEqualTo("ab");
  }

  /// A journal on a disk must be readable after an update.
  @Test
  void theFormOfVersionOneStays() {
    byte[] payload = payload(JournalEntry.row(SampleRows.ended("01JD", 3)));

    assertThat(HexFormat.of().formatHex(payload)).isEqualTo(VERSION_ONE);
  }

  private static final String VERSION_ONE =
      "01020530314a4403848fabb00d959aef3a000007676c6f62616c12646565707365656b2d76342d66"
          + "6c617368097374616e646172640a73696d706c655f71619003010f303139332d376633612d30314a"
          + "44056d697373a413ac0600008f010001aca30e90a10f02a8908f01d0a09e02a0c1bc0402d69107ac"
          + "a30ed8c61c1d646565707365656b2d76342d666c61736840323032362d31312d3234077465616d2d"
          + "610773656172636801086665617475726505636861740100";

  private static Usd min() {
    return Usd.ofNanos(Long.MIN_VALUE);
  }

  private static byte[] payload(FieldWriter record) {
    return Arrays.copyOfRange(
        record.bytes(), FieldWriter.PREFIX, FieldWriter.PREFIX + record.payloadLength());
  }

  @Provide
  Arbitrary<LedgerRow> rows() {
    return Combinators.combine(
            text(40),
            Arbitraries.integers().greaterOrEqual(0),
            times(),
            rests(),
            targets(),
            results(),
            usages(),
            charges())
        .as((id, attempt, time, rest, target, result, tokens, charge) ->
            new LedgerRow(
                id,
                attempt,
                time,
                rest.kind(),
                rest.state(),
                target,
                result,
                tokens,
                charge,
                rest.payer(),
                rest.count(),
                rest.corrects()));
  }

  private record Rest(Kind kind, State state, Payer payer, long count, @Nullable String corrects) {}

  private Arbitrary<Rest> rests() {
    Arbitrary<Payer> payers =
        Combinators.combine(
                text(40),
                text(40).injectNull(0.3),
                Arbitraries.maps(text(RowCodec.TAG_NAME_CHARS), text(RowCodec.TAG_VALUE_CHARS))
                    .ofMaxSize(RowCodec.TAGS))
            .as(Payer::new);
    return Combinators.combine(
            Arbitraries.of(Kind.class),
            Arbitraries.of(State.class),
            payers,
            Arbitraries.longs().greaterOrEqual(1),
            text(60).injectNull(0.5))
        .as(Rest::new);
  }

  private Arbitrary<Target> targets() {
    return Combinators.combine(
            text(40).injectNull(0.2), text(80), text(10), text(20).injectNull(0.3))
        .as(Target::new);
  }

  @Provide
  Arbitrary<Result> results() {
    return Combinators.combine(
            Arbitraries.integers(),
            Arbitraries.of(true, false),
            text(RowCodec.UPSTREAM_ID_CHARS).injectNull(0.3),
            text(12),
            Arbitraries.longs())
        .as(Result::new);
  }

  @Provide
  Arbitrary<Usage> usages() {
    Arbitrary<Long> tokens = Arbitraries.longs().greaterOrEqual(0);
    return Combinators.combine(tokens, tokens, tokens, tokens, tokens).as(Usage::new);
  }

  @Provide
  Arbitrary<Charge> charges() {
    return Combinators.combine(
            usd().injectNull(0.2),
            usd(),
            estimates().injectNull(0.2),
            estimates().injectNull(0.2),
            text(60).injectNull(0.2))
        .as(Charge::new);
  }

  private static Arbitrary<Estimate> estimates() {
    Arbitrary<Estimate> some =
        Combinators.combine(usd(), usd(), usd(), Arbitraries.of(true, false))
            .as((a, b, c, assumed) -> {
              Usd[] sorted = {a, b, c};
              Arrays.sort(sorted);
              return new Estimate(sorted[0], sorted[1], sorted[2], assumed);
            });
    return Arbitraries.oneOf(some, Arbitraries.just(Estimate.NOTHING));
  }

  @Provide
  Arbitrary<PriceEntry> prices() {
    Arbitrary<Long> price = Arbitraries.longs().greaterOrEqual(0);
    Arbitrary<Price> whole =
        Combinators.combine(
                price,
                price,
                price.injectNull(0.4),
                price.injectNull(0.4),
                price.injectNull(0.4),
                price.injectNull(0.4))
            .as(Price::new);
    Arbitrary<LocalDate> days =
        Arbitraries.longs().between(-1_000_000, 1_000_000).map(LocalDate::ofEpochDay);
    return Combinators.combine(text(60), text(60), days, whole).as(PriceEntry::new);
  }

  private static Arbitrary<Usd> usd() {
    return Arbitraries.longs().map(Usd::ofNanos);
  }

  private static Arbitrary<Instant> times() {
    return Combinators.combine(
            Arbitraries.longs()
                .between(Instant.MIN.getEpochSecond(), Instant.MAX.getEpochSecond() - 3600),
            Arbitraries.integers().between(0, 999_999_999))
        .as(Instant::ofEpochSecond);
  }

  /// All chars, half surrogate pairs too.
  private static Arbitrary<String> text(int most) {
    return Arbitraries.strings().all().ofMaxLength(most);
  }
}
