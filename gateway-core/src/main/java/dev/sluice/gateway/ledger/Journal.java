package dev.sluice.gateway.ledger;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/// An append-only log of records in preallocated, mapped files, and the account of its room.
///
/// A record that was appended is in the kernel's memory and survives the end of the process;
/// `force` takes it to the disk. Appending copies a few hundred bytes under a short lock and never
/// waits for the disk: a new file is allocated by another thread, ahead of its use. Any thread.
///
/// Room is what has been allocated and is not spoken for. An intent speaks for itself, for a row
/// that is larger by [RowCodec#GROWTH], and for itself once more, when it moves to a later segment.
/// What the end of a segment wastes, because the next record does not fit, is never counted.
final class Journal {

  private final SegmentFiles files;
  private final JournalSettings settings;
  private final ConcurrentNavigableMap<Long, Segment> segments = new ConcurrentSkipListMap<>();
  private final Deque<Segment> spares = new ArrayDeque<>();
  private final Object allocating = new Object();
  private @Nullable Segment tail;
  private long nextNumber = 1;
  private long allocated;
  private long forRows;
  private long forCarrying;
  private volatile long free;
  private boolean closed;

  Journal(SegmentFiles files, JournalSettings settings) {
    this.files = files;
    this.settings = settings;
    for (Segment segment : files.left()) {
      segments.put(segment.number(), segment);
      allocated += segment.size();
      nextNumber = segment.number() + 1;
    }
  }

  String id() {
    return files.id();
  }

  /// Whether a hit or a small intent would find room now.
  boolean hasRoom() {
    return free >= settings.slack();
  }

  /// Appends an intent and reserves what it may still need.
  ///
  /// @return what `settle` must be told, 0 where there is no room
  synchronized int intend(FieldWriter record) {
    int bytes = record.recordBytes();
    if (free < settings.slack() + 3L * bytes + RowCodec.GROWTH || !put(record)) {
      return 0;
    }
    reserve(bytes, 1);
    return bytes;
  }

  /// Appends the row of an intent in the room that was reserved for it.
  ///
  /// @param intentBytes what `intend` returned
  synchronized boolean settle(FieldWriter record, int intentBytes) {
    reserve(intentBytes, -1);
    boolean kept = put(record);
    count();
    return kept;
  }

  /// Gives up what an intent had reserved.
  synchronized void release(int intentBytes) {
    reserve(intentBytes, -1);
  }

  /// Appends what nothing was reserved for, in room that nobody else has reserved.
  synchronized boolean add(FieldWriter record) {
    return free >= record.recordBytes() && put(record);
  }

  /// Appends an open intent again; its row keeps its room, other intents their rows'.
  ///
  /// @return the segment where it is now, -1 where there is no room
  synchronized long carry(FieldWriter record) {
    boolean fits = free + forCarrying >= record.recordBytes() && put(record);
    return fits && tail != null ? tail.number() : -1;
  }

  private boolean put(FieldWriter record) {
    Segment to = tail;
    if (closed) {
      return false;
    }
    if (to == null || to.left() < record.recordBytes()) {
      to = spares.poll();
      if (to == null) {
        return false;
      }
      use(to);
    }
    to.append(record);
    count();
    return true;
  }

  private void use(Segment next) {
    segments.put(next.number(), next);
    if (tail != null) {
      tail.seal();
    }
    tail = next;
  }

  private void reserve(int intentBytes, int sign) {
    forRows += sign * ((long) intentBytes + RowCodec.GROWTH);
    forCarrying += sign * (long) intentBytes;
    count();
  }

  private void count() {
    long inTail = tail == null ? 0 : Math.max(0, tail.left() - RowCodec.MAX_RECORD);
    long usable = closed ? 0 : inTail + spares.size() * settings.capacity();
    free = usable - forRows - forCarrying;
  }

  /// Keeps a file's worth of room ahead of its use, within the bound on all files.
  void allocate() throws IOException {
    synchronized (allocating) {
      while (wantsMore()) {
        addSpare();
      }
    }
  }

  /// One file more, whatever the bound: for rows that an earlier process had reserved room for.
  void allocateBeyondBound() throws IOException {
    synchronized (allocating) {
      addSpare();
    }
  }

  private synchronized boolean wantsMore() {
    return !closed
        && free < settings.capacity()
        && allocated + settings.segmentBytes() <= settings.maxBytes();
  }

  private void addSpare() throws IOException {
    Segment made = files.create(nextNumber);
    nextNumber++;
    synchronized (this) {
      allocated += made.size();
      spares.add(made);
      count();
    }
  }

  /// Takes to the disk all that has been appended.
  void force() {
    for (Segment segment : segments.values()) {
      segment.force();
    }
  }

  /// Deletes a segment that nobody reads any more.
  void retire(Segment segment) throws IOException {
    segments.remove(segment.number());
    files.delete(segment);
    synchronized (this) {
      allocated -= segment.size();
    }
  }

  /// Deletes what an earlier process had allocated and not used.
  ///
  /// @param newest also the newest one; it must stay where there is none after it yet, so that its
  ///   number is not used twice
  void discardEmpty(boolean newest) throws IOException {
    for (Segment segment : files.left()) {
      boolean keeps = !newest && segment.number() == newestLeft();
      if (segment.end() == Segment.HEADER && segments.containsKey(segment.number()) && !keeps) {
        retire(segment);
      }
    }
  }

  /// The number of the last segment that an earlier process left, 0 where there is none.
  long newestLeft() {
    return files.left().isEmpty() ? 0 : files.left().getLast().number();
  }

  /// Segments that are older than this one, oldest first.
  List<Segment> before(long number) {
    return List.copyOf(segments.headMap(number).values());
  }

  /// The segment with this number, else the next after it; null where there is none yet.
  @Nullable Segment from(long number) {
    Map.Entry<Long, Segment> found = segments.ceilingEntry(number);
    return found == null ? null : found.getValue();
  }

  /// The bytes of records after a place.
  long bytesAfter(RowStore.Position place) {
    long sum = 0;
    for (Segment segment : segments.tailMap(place.segment()).values()) {
      boolean partly = segment.number() == place.segment();
      long start = partly ? Math.max(place.offset(), Segment.HEADER) : Segment.HEADER;
      sum += Math.max(0, segment.end() - start);
    }
    return sum;
  }

  /// From now on nothing is appended; what was is on the disk afterwards.
  void stop() {
    synchronized (this) {
      closed = true;
      count();
    }
    force();
  }

  /// Lets the folder go, after `stop`.
  ///
  /// @param unmap only where nobody reads any more
  void close(boolean unmap) throws IOException {
    if (unmap) {
      segments.values().forEach(Segment::close);
      spares.forEach(Segment::close);
    }
    files.close();
  }
}
