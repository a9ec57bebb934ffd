package dev.sluice.gateway.ledger;

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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The binary form of rows and prices in the journal. Any thread.
///
/// What comes back is what went in, but for texts of absurd length: they are cut, so that a record
/// has a largest size and a row is never much larger than its intent.
final class RowCodec {

  /// Texts of our own: names from the configuration and what is made of them.
  static final int TEXT_CHARS = 512;

  /// The provider's own id.
  static final int UPSTREAM_ID_CHARS = 255;

  static final int TAGS = 16;
  static final int TAG_NAME_CHARS = 64;
  static final int TAG_VALUE_CHARS = 256;

  /// No record takes more in a segment: ten texts, an upstream id, and all tags at three bytes a
  /// char, and less than a KiB of numbers.
  static final int MAX_RECORD = 32 << 10;

  /// A row takes at most that much more than the intent with the same key: the upstream id at three
  /// bytes a char, and all that the end of an attempt fills in at their largest.
  static final int GROWTH = 1024;

  /// Read by number: new ones go to the end, whatever the order in the type.
  private static final List<Kind> KINDS =
      List.of(Kind.ANSWER, Kind.DRAFT, Kind.JUDGE, Kind.COMPRESSION, Kind.SHADOW, Kind.HIT);

  private static final List<State> STATES =
      List.of(State.SETTLED, State.ESTIMATED, State.UNKNOWN, State.FREE);

  private static final int NO_ESTIMATE = 0;
  private static final int NOTHING = 1;
  private static final int OBSERVED = 2;
  private static final int ASSUMED = 3;

  private RowCodec() {}

  static void write(LedgerRow row, FieldWriter to) {
    Instant time = row.time();
    to.text(row.requestId(), TEXT_CHARS);
    to.number(row.attempt());
    to.signed(time.getEpochSecond());
    to.number(time.getNano());
    to.octet(KINDS.indexOf(row.kind()));
    to.octet(STATES.indexOf(row.state()));
    writeTarget(row.target(), to);
    writeResult(row.result(), to);
    writeTokens(row.tokens(), to);
    writeCharge(row.charge(), to);
    writePayer(row.payer(), to);
    to.number(row.count());
    to.text(row.corrects(), TEXT_CHARS);
  }

  static LedgerRow readRow(FieldReader from) {
    return new LedgerRow(
        from.text(),
        from.count(),
        Instant.ofEpochSecond(from.signed(), from.number()),
        KINDS.get(from.octet()),
        STATES.get(from.octet()),
        new Target(from.textOrNull(), from.text(), from.text(), from.textOrNull()),
        new Result(
            (int) from.signed(), from.octet() == 1, from.textOrNull(), from.text(), from.signed()),
        new Usage(from.number(), from.number(), from.number(), from.number(), from.number()),
        new Charge(
            from.octet() == 0 ? null : Usd.ofNanos(from.signed()),
            Usd.ofNanos(from.signed()),
            readEstimate(from),
            readEstimate(from),
            from.textOrNull()),
        new Payer(from.text(), from.textOrNull(), readTags(from)),
        from.number(),
        from.textOrNull());
  }

  private static void writeTarget(Target target, FieldWriter to) {
    to.text(target.provider(), TEXT_CHARS);
    to.text(target.model(), TEXT_CHARS);
    to.text(target.tier(), TEXT_CHARS);
    to.text(target.task(), TEXT_CHARS);
  }

  private static void writeResult(Result result, FieldWriter to) {
    to.signed(result.status());
    to.octet(result.stream() ? 1 : 0);
    to.text(result.upstreamRequestId(), UPSTREAM_ID_CHARS);
    to.text(result.cache(), TEXT_CHARS);
    to.signed(result.latencyMillis());
  }

  private static void writeTokens(Usage tokens, FieldWriter to) {
    to.number(tokens.input());
    to.number(tokens.cachedInput());
    to.number(tokens.cacheWrite());
    to.number(tokens.output());
    to.number(tokens.reasoning());
  }

  private static void writeCharge(Charge charge, FieldWriter to) {
    Usd cost = charge.cost();
    to.octet(cost == null ? 0 : 1);
    if (cost != null) {
      to.signed(cost.nanos());
    }
    to.signed(charge.reserved().nanos());
    write(charge.baseline(), to);
    write(charge.standard(), to);
    to.text(charge.priceVersion(), TEXT_CHARS);
  }

  private static void write(@Nullable Estimate estimate, FieldWriter to) {
    if (estimate == null || estimate.equals(Estimate.NOTHING)) {
      to.octet(estimate == null ? NO_ESTIMATE : NOTHING);
      return;
    }
    to.octet(estimate.assumed() ? ASSUMED : OBSERVED);
    to.signed(estimate.low().nanos());
    to.signed(estimate.mid().nanos());
    to.signed(estimate.high().nanos());
  }

  private static @Nullable Estimate readEstimate(FieldReader from) {
    int form = from.octet();
    if (form == NO_ESTIMATE || form == NOTHING) {
      return form == NO_ESTIMATE ? null : Estimate.NOTHING;
    }
    return new Estimate(
        Usd.ofNanos(from.signed()),
        Usd.ofNanos(from.signed()),
        Usd.ofNanos(from.signed()),
        form == ASSUMED);
  }

  private static void writePayer(Payer payer, FieldWriter to) {
    to.text(payer.keyId(), TEXT_CHARS);
    to.text(payer.team(), TEXT_CHARS);
    int left = Math.min(TAGS, payer.tags().size());
    to.number(left);
    if (left == 0) {
      return;
    }
    for (Map.Entry<String, String> tag : payer.tags().entrySet()) {
      if (left-- == 0) {
        return;
      }
      to.text(tag.getKey(), TAG_NAME_CHARS);
      to.text(tag.getValue(), TAG_VALUE_CHARS);
    }
  }

  private static Map<String, String> readTags(FieldReader from) {
    int count = from.count();
    if (count == 0) {
      return Map.of();
    }
    Map<String, String> tags = new HashMap<>();
    for (int i = 0; i < count; i++) {
      tags.put(from.text(), from.text());
    }
    return tags;
  }

  static void write(PriceEntry entry, FieldWriter to) {
    Price price = entry.price();
    to.text(entry.version(), TEXT_CHARS);
    to.text(entry.model(), TEXT_CHARS);
    to.signed(entry.since().toEpochDay());
    to.number(price.input());
    to.number(price.output());
    write(price.cachedInput(), to);
    write(price.cacheWrite(), to);
    write(price.reasoning(), to);
    write(price.batch(), to);
  }

  static PriceEntry readPrice(FieldReader from) {
    return new PriceEntry(
        from.text(),
        from.text(),
        LocalDate.ofEpochDay(from.signed()),
        new Price(
            from.number(),
            from.number(),
            readOptional(from),
            readOptional(from),
            readOptional(from),
            readOptional(from)));
  }

  private static void write(@Nullable Long value, FieldWriter to) {
    to.octet(value == null ? 0 : 1);
    if (value != null) {
      to.number(value);
    }
  }

  private static @Nullable Long readOptional(FieldReader from) {
    return from.octet() == 0 ? null : Long.valueOf(from.number());
  }
}
