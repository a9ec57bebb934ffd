package dev.sluice.gateway.ledger;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// A ledger over small files in a folder, as tests want it, and a look at these files. One thread.
final class JournalTrial {

  static final Duration LONG = Duration.ofSeconds(60);

  static final JournalSettings SMALL =
      new JournalSettings(
          4 * RowCodec.MAX_RECORD,
          32L * RowCodec.MAX_RECORD,
          Duration.ofMillis(2),
          Duration.ofMillis(2),
          LONG);

  private JournalTrial() {}

  static JournalLedger open(Path folder, RowStore store) throws IOException {
    return JournalLedger.open(folder, store, SMALL);
  }

  /// What the end of the process leaves behind at once.
  static void crash(JournalLedger ledger) {
    ledger.close(Duration.ZERO);
  }

  static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.filter(file -> file.toString().endsWith(".log"))
          .sorted(Comparator.comparingLong(JournalTrial::number))
          .toList();
    }
  }

  private static long number(Path file) {
    return Long.parseLong(file.getFileName().toString().replaceAll("\\D", ""));
  }

  /// Where the last record of a file begins, and where the zeros do; both the header's end where
  /// there is none.
  static int[] lastRecord(Path file) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    int last = Segment.HEADER;
    int at = Segment.HEADER;
    while (at + FieldWriter.PREFIX <= bytes.capacity() && bytes.getInt(at) > 0) {
      last = at;
      at += FieldWriter.recordBytes(bytes.getInt(at));
    }
    return new int[] {last, at};
  }

  /// The newest file that has records, else the newest.
  static Path newestUsed(Path folder) throws IOException {
    List<Path> files = files(folder);
    for (Path file : files.reversed()) {
      if (lastRecord(file)[1] > Segment.HEADER) {
        return file;
      }
    }
    return files.getLast();
  }

  static void overwrite(Path file, long offset, byte[] bytes) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(bytes), offset);
    }
  }

  static void truncate(Path file, long size) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(size);
    }
  }

  static void remove(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }
}
