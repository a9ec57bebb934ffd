package dev.sluice.gateway.ledger;

import dev.sluice.gateway.ledger.RowStore.Position;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads a journal from a place to its end, and on when there is more. One thread.
///
/// What is torn or corrupt ends its segment; reading goes on with the next.
final class JournalCursor {

  private static final Logger LOG = LoggerFactory.getLogger(JournalCursor.class);

  private final Journal journal;
  private @Nullable Segment segment;
  private long number;
  private long offset;

  JournalCursor(Journal journal, Position start) {
    this.journal = journal;
    number = start.segment();
    offset = Math.max(start.offset(), Segment.HEADER);
  }

  /// Everything before it has been read.
  Position position() {
    return new Position(number, offset);
  }

  /// The next entry, or null where there is none yet.
  @Nullable JournalEntry next() {
    while (true) {
      Segment in = segment == null ? enter(journal.from(number)) : segment;
      if (in == null) {
        return null;
      }
      boolean last = !in.isSealed(); // asked before the length: none comes after the seal
      byte[] payload = read(in);
      if (payload != null) {
        JournalEntry entry = decode(in, payload);
        if (entry != null) {
          return entry;
        }
      } else if (last || enter(journal.from(number + 1)) == null) {
        return null;
      }
    }
  }

  private @Nullable Segment enter(@Nullable Segment next) {
    if (next != null) {
      offset = next.number() == number ? offset : Segment.HEADER;
      number = next.number();
      segment = next;
    }
    return next;
  }

  private byte @Nullable [] read(Segment in) {
    if (!in.isSound()) {
      return null;
    }
    int length = in.lengthAt(offset);
    if (length == 0) {
      return null;
    }
    byte[] payload = length < 0 ? null : in.payloadAt(offset, length);
    if (payload == null) {
      LOG.atWarn()
          .addKeyValue("file", in.file().getFileName())
          .addKeyValue("offset", offset)
          .log("the ledger's journal is damaged here; the rest of this file is not read");
      offset = in.size();
      return null;
    }
    offset += FieldWriter.recordBytes(length);
    in.readUpTo(offset);
    return payload;
  }

  private static @Nullable JournalEntry decode(Segment in, byte[] payload) {
    try {
      return JournalEntry.decode(payload);
    } catch (RuntimeException e) {
      LOG.atError()
          .addKeyValue("file", in.file().getFileName())
          .setCause(e)
          .log("a record of the ledger's journal has a form that this version does not know");
      return null;
    }
  }
}
