package dev.sluice.server.http;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.IntConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The body of one request in a file of its own, readable for this user only, whose name is gone as
/// soon as it is open: whatever becomes of the process, nothing stays behind.
///
/// One virtual thread owns the file from its making to its closing and writes what it is handed.
/// Handing over, ending and closing never wait; reading does and is for other virtual threads.
final class SpoolFile {

  private static final Logger LOG = LoggerFactory.getLogger(SpoolFile.class);
  private static final byte[] END = {};

  private final IntConsumer onTaken;
  private final BlockingQueue<byte[]> pieces = new LinkedBlockingQueue<>();
  private final CompletableFuture<FileChannel> whole = new CompletableFuture<>();
  private final CountDownLatch over = new CountDownLatch(1);

  private SpoolFile(IntConsumer onTaken) {
    this.onTaken = onTaken;
  }

  /// Makes the file and waits for its bytes.
  ///
  /// @param onTaken hears of each piece, by its length, that it is held no more; on another thread
  static SpoolFile start(Path folder, String threadName, IntConsumer onTaken) {
    SpoolFile file = new SpoolFile(onTaken);
    Thread.ofVirtual().name(threadName).start(() -> file.own(folder));
    return file;
  }

  /// Hands over the next bytes; not to be written to from now on.
  void add(byte[] piece) {
    if (piece.length > 0) {
      pieces.add(piece);
    }
  }

  /// All bytes were handed over.
  void end() {
    pieces.add(END);
  }

  /// Whether the file cannot be written.
  boolean hasFailed() {
    return whole.isCompletedExceptionally();
  }

  /// Waits until all bytes are written.
  void await() throws IOException, InterruptedException {
    try {
      whole.get();
    } catch (ExecutionException e) {
      throw new IOException("the body could not be kept", e.getCause());
    }
  }

  /// A part of the file, once all bytes are written.
  ///
  /// @param to behind the last byte
  InputStream read(long from, long to) {
    return new Region(whole.resultNow(), from, to);
  }

  /// The file is needed no more.
  void close() {
    over.countDown();
    pieces.add(END);
  }

  private void own(Path folder) {
    try (FileChannel file = create(folder)) {
      for (byte[] piece = pieces.take(); piece.length > 0; piece = pieces.take()) {
        write(file, piece);
      }
      whole.complete(file);
      over.await();
    } catch (IOException | RuntimeException e) {
      LOG.atWarn().addKeyValue("folder", folder).setCause(e).log("a body cannot be kept on disk");
      whole.completeExceptionally(e);
      discard();
    } catch (InterruptedException e) {
      whole.completeExceptionally(e); // nobody does that
    }
  }

  private static FileChannel create(Path folder) throws IOException {
    return FileChannel.open(
        folder.resolve("sluice-body-" + UUID.randomUUID()),
        Set.of(
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            StandardOpenOption.DELETE_ON_CLOSE),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
  }

  private void write(FileChannel file, byte[] piece) throws IOException {
    try {
      ByteBuffer bytes = ByteBuffer.wrap(piece);
      while (bytes.hasRemaining() && over.getCount() > 0) {
        file.write(bytes);
      }
    } finally {
      onTaken.accept(piece.length);
    }
  }

  private void discard() {
    try {
      for (byte[] piece = pieces.take(); piece.length > 0; piece = pieces.take()) {
        onTaken.accept(piece.length);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Reads by position, so that several may read one file.
  private static final class Region extends InputStream {

    private final FileChannel file;
    private final long to;
    private long at;

    Region(FileChannel file, long from, long to) {
      this.file = file;
      this.at = from;
      this.to = to;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      if (length == 0) {
        return 0;
      }
      if (at == to) {
        return -1;
      }
      int wanted = (int) Math.min(length, to - at);
      int count = file.read(ByteBuffer.wrap(into, offset, wanted), at);
      if (count < 0) {
        throw new EOFException("the file is shorter than what was written");
      }
      at += count;
      return count;
    }
  }
}
