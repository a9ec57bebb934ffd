package dev.sluice.gateway.ledger;

import java.io.IOException;
import java.util.List;

/// The files of one journal. What the disk refuses shows here.
interface SegmentFiles extends AutoCloseable {

  /// Names this journal in the store; as old as its first record.
  String id();

  /// The segments that an earlier process left, oldest first; none of them is written any more.
  List<Segment> left();

  /// A new one whose space is really there.
  ///
  /// @throws IOException where the disk is full, or broken; nothing is left of the file then
  Segment create(long number) throws IOException;

  /// Unmaps it and gives its space back.
  void delete(Segment segment) throws IOException;

  /// Lets another process have the folder.
  @Override
  void close() throws IOException;
}
