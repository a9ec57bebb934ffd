package dev.sluice.gateway.ledger;

import dev.sluice.gateway.ledger.RowStore.Position;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/// The journal of a gateway that is gone, looked at and not touched. One thread.
public final class LeftJournal {

  private LeftJournal() {}

  /// Whether the next start of a gateway in this folder will add rows to the store.
  ///
  /// @return false also while a gateway uses the folder, and where it cannot be read
  public static boolean hasMore(Path folder, RowStore store) throws StoreFailure {
    try {
      if (!Files.exists(folder.resolve(JournalFolder.ID)) || isInUse(folder)) {
        return false;
      }
      String id = Files.readString(folder.resolve(JournalFolder.ID)).strip();
      Position stored = store.position(id);
      return hasMore(new Found(id, JournalFolder.map(folder)), stored);
    } catch (IOException e) {
      return false;
    }
  }

  private static boolean hasMore(Found files, Position stored) throws IOException {
    Journal journal = new Journal(files, JournalSettings.DEFAULT);
    try {
      boolean missing = stored.segment() > journal.newestLeft();
      return hasRows(new JournalCursor(journal, missing ? Position.START : stored))
          || !OpenIntents.in(journal).isEmpty();
    } finally {
      journal.close(true);
    }
  }

  private static boolean hasRows(JournalCursor cursor) {
    for (JournalEntry next = cursor.next(); next != null; next = cursor.next()) {
      if (next instanceof JournalEntry.Row || next instanceof JournalEntry.Priced) {
        return true;
      }
    }
    return false;
  }

  private static boolean isInUse(Path folder) throws IOException {
    Path file = folder.resolve(JournalFolder.LOCK);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
        FileLock free = channel.tryLock()) {
      return free == null;
    } catch (OverlappingFileLockException e) {
      return true;
    }
  }

  /// Its files.
  private record Found(String id, List<Segment> left) implements SegmentFiles {

    @Override
    public Segment create(long number) throws IOException {
      throw new IOException("nothing is written here");
    }

    @Override
    public void delete(Segment segment) throws IOException {
      throw new IOException("nothing is deleted here");
    }

    @Override
    public void close() {}
  }
}
