package dev.sluice.gateway.ledger;

import dev.sluice.gateway.money.PriceEntry;
import org.jspecify.annotations.Nullable;

/// What one record of the journal says. Its first byte is the version of the form, its second says
/// which of these it is.
sealed interface JournalEntry {

  int VERSION = 1;
  int INTENT = 1;
  int ROW = 2;
  int PRICE = 3;
  int CARRIED = 4;

  /// Money may be spent; the row that stands if nothing else follows.
  record Intent(LedgerRow ifNothingElse) implements JournalEntry {}

  /// The end of an attempt, or a hit.
  record Row(LedgerRow row) implements JournalEntry {}

  /// A price that later rows name.
  record Priced(PriceEntry entry) implements JournalEntry {}

  /// An intent again, from a segment that goes; without meaning where its row came before it.
  record Carried(LedgerRow ifNothingElse) implements JournalEntry {}

  static FieldWriter intent(LedgerRow row) {
    return encode(INTENT, row);
  }

  static FieldWriter row(LedgerRow row) {
    return encode(ROW, row);
  }

  static FieldWriter carried(LedgerRow row) {
    return encode(CARRIED, row);
  }

  static FieldWriter price(PriceEntry entry) {
    FieldWriter to = begin(PRICE, 128);
    RowCodec.write(entry, to);
    return to.finish();
  }

  /// Reads a payload.
  ///
  /// @throws RuntimeException where the payload is not one of these in this version
  static JournalEntry decode(byte[] payload) {
    FieldReader from = new FieldReader(payload);
    int version = from.octet();
    if (version != VERSION) {
      throw new IllegalArgumentException("version " + version);
    }
    int type = from.octet();
    return switch (type) {
      case INTENT -> new Intent(RowCodec.readRow(from));
      case ROW -> new Row(RowCodec.readRow(from));
      case PRICE -> new Priced(RowCodec.readPrice(from));
      case CARRIED -> new Carried(RowCodec.readRow(from));
      default -> throw new IllegalArgumentException("type " + type);
    };
  }

  private static FieldWriter encode(int type, LedgerRow row) {
    FieldWriter to = begin(type, hint(row));
    RowCodec.write(row, to);
    return to.finish();
  }

  private static FieldWriter begin(int type, int hint) {
    FieldWriter to = new FieldWriter(hint);
    to.octet(VERSION);
    to.octet(type);
    return to;
  }

  /// Enough for almost all rows; the writer asks for three bytes a char while it writes a text.
  private static int hint(LedgerRow row) {
    int texts =
        row.requestId().length()
            + length(row.target().provider())
            + row.target().model().length()
            + length(row.target().task())
            + length(row.result().upstreamRequestId())
            + length(row.charge().priceVersion())
            + length(row.payer().team())
            + row.payer().keyId().length();
    return 224 + texts + 32 * row.payer().tags().size();
  }

  private static int length(@Nullable String text) {
    return text == null ? 0 : text.length();
  }
}
