package dev.sluice.gateway.ledger;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/// One file of the journal, mapped into memory: a header, then records one after the other, each at
/// a multiple of eight bytes, then zeros.
///
/// A record is its length, the CRC32C of its payload, the payload. The length is written last and
/// with release, so that whoever sees it sees the rest. `append` and `seal` under the journal's
/// lock; `force` and `close` exclude each other; reading from any thread until `close`.
final class Segment {

  static final int HEADER = 16;

  private static final long MAGIC = 0x31_6c_6e_6a_63_6c_73_0aL; // "\nslcjnl1"

  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LENGTH = INT.varHandle();

  private final long number;
  private final Path file;
  private final Arena arena;
  private final MemorySegment bytes;
  private volatile long end = HEADER;
  private volatile boolean sealed;
  private long forced;
  private boolean closed;

  private Segment(long number, Path file, Arena arena, MemorySegment bytes) {
    this.number = number;
    this.file = file;
    this.arena = arena;
    this.bytes = bytes;
  }

  /// Maps a file that is all zeros.
  static Segment fresh(long number, Path file, FileChannel channel) throws IOException {
    Segment segment = map(number, file, channel, MapMode.READ_WRITE);
    segment.bytes.set(LONG, 0, MAGIC);
    segment.bytes.set(LONG, 8, number);
    return segment;
  }

  /// Maps a file that is only read from now on.
  static Segment old(long number, Path file, FileChannel channel) throws IOException {
    Segment segment = map(number, file, channel, MapMode.READ_ONLY);
    segment.sealed = true;
    segment.forced = segment.bytes.byteSize();
    return segment;
  }

  @SuppressWarnings("MustBeClosed") // by `close`
  private static Segment map(long number, Path file, FileChannel channel, MapMode mode)
      throws IOException {
    Arena arena = Arena.ofShared();
    try {
      return new Segment(number, file, arena, channel.map(mode, 0, channel.size(), arena));
    } catch (IOException | RuntimeException e) {
      arena.close();
      throw e;
    }
  }

  long number() {
    return number;
  }

  Path file() {
    return file;
  }

  long size() {
    return bytes.byteSize();
  }

  /// Where the next record goes; of an old segment, where reading has stopped so far.
  long end() {
    return end;
  }

  /// What is left for records.
  long left() {
    return bytes.byteSize() - end;
  }

  boolean isSealed() {
    return sealed;
  }

  /// No record follows; the next segment is already known to readers.
  void seal() {
    sealed = true;
  }

  /// The record must fit.
  void append(FieldWriter record) {
    long at = end;
    int length = record.payloadLength();
    MemorySegment.copy(record.bytes(), 4, bytes, ValueLayout.JAVA_BYTE, at + 4, length + 4);
    LENGTH.setRelease(bytes, at, length);
    end = at + record.recordBytes();
  }

  /// Whether this is a file that a journal has begun.
  boolean isSound() {
    return size() >= HEADER && bytes.get(LONG, 0) == MAGIC && bytes.get(LONG, 8) == number;
  }

  /// The length of the payload at an offset, 0 where there is nothing (yet), -1 where no record can
  /// be.
  int lengthAt(long offset) {
    if (offset + FieldWriter.PREFIX > size()) {
      return 0;
    }
    int length = (int) LENGTH.getAcquire(bytes, offset);
    boolean fits =
        length >= 0
            && length <= RowCodec.MAX_RECORD
            && offset + FieldWriter.PREFIX + length <= size();
    return fits ? length : -1;
  }

  /// The payload at an offset, or null where its checksum is another.
  byte @Nullable [] payloadAt(long offset, int length) {
    byte[] payload = new byte[length];
    MemorySegment.copy(bytes, ValueLayout.JAVA_BYTE, offset + 8, payload, 0, length);
    CRC32C crc = new CRC32C();
    crc.update(payload, 0, length);
    return (int) crc.getValue() == bytes.get(INT, offset + 4) ? payload : null;
  }

  /// Notes how far an old segment is good.
  void readUpTo(long offset) {
    if (offset > end) {
      end = offset;
    }
  }

  /// Hands to the disk what is not there yet.
  ///
  /// @throws java.io.UncheckedIOException where the disk fails
  synchronized void force() {
    long to = end;
    if (!closed && to > forced) {
      bytes.asSlice(forced, to - forced).force();
      forced = to;
    }
  }

  synchronized void close() {
    if (!closed) {
      closed = true;
      arena.close();
    }
  }
}
