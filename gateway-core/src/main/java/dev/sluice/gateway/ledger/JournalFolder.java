package dev.sluice.gateway.ledger;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A folder that holds one journal: `journal-<n>.log`, its name in `journal.id`, and a lock.
///
/// New files are written full of zeros before they are mapped: so a full disk is an `IOException`
/// here and never a fault at a mapped address later. (File systems that copy on write or are far
/// away do not promise that.) One thread at a time.
final class JournalFolder implements SegmentFiles {

  private static final Logger LOG = LoggerFactory.getLogger(JournalFolder.class);
  private static final Pattern NAME = Pattern.compile("journal-(\\d{1,18})\\.log");
  static final String LOCK = "journal.lock";
  static final String ID = "journal.id";

  private static final int BLOCK = 256 << 10;

  private final Path folder;
  private final int segmentBytes;
  private final FileChannel lock;
  private final String id;
  private final List<Segment> left;

  private JournalFolder(
      Path folder, int segmentBytes, FileChannel lock, String id, List<Segment> left) {
    this.folder = folder;
    this.segmentBytes = segmentBytes;
    this.lock = lock;
    this.id = id;
    this.left = List.copyOf(left);
  }

  /// Takes the folder for this process.
  ///
  /// @throws IOException also where another gateway has it
  static JournalFolder open(Path folder, int segmentBytes) throws IOException {
    makeFolder(folder);
    FileChannel lock = lock(folder);
    try {
      List<Segment> left = map(folder);
      return new JournalFolder(folder, segmentBytes, lock, id(folder, left.isEmpty()), left);
    } catch (IOException | RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  /// Rows tell who asks what of whom; so only the owner of the process may read them.
  private static void makeFolder(Path folder) throws IOException {
    Path parent = folder.toAbsolutePath().getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    try {
      Files.createDirectory(folder, ownersOnly(folder, "rwx------"));
    } catch (FileAlreadyExistsException e) {
      if (!Files.isDirectory(folder)) {
        throw e;
      }
    }
  }

  private static FileAttribute<?>[] ownersOnly(Path folder, String rights) {
    boolean posix = folder.getFileSystem().supportedFileAttributeViews().contains("posix");
    return posix
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(rights))
        }
        : new FileAttribute<?>[0];
  }

  private static FileChannel lock(Path folder) throws IOException {
    FileChannel channel =
        FileChannel.open(
            folder.resolve(LOCK),
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
            ownersOnly(folder, "rw-------"));
    try {
      FileLock held = channel.tryLock();
      if (held != null) {
        return channel;
      }
    } catch (OverlappingFileLockException e) {
      // by this process: refused like any other
    } catch (IOException e) {
      channel.close();
      throw e;
    }
    channel.close();
    throw new IOException(
        "The ledger's journal in "
            + folder
            + " is in use by another gateway; each gateway needs a data folder of its own"
            + " (SLUICE_DATA).");
  }

  static List<Segment> map(Path folder) throws IOException {
    List<Segment> found = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Matcher name = NAME.matcher(file.getFileName().toString());
        if (name.matches()) {
          found.add(map(Long.parseLong(name.group(1)), file));
        }
      }
    }
    found.sort(Comparator.comparingLong(Segment::number));
    return found;
  }

  private static Segment map(long number, Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      return Segment.old(number, file, channel);
    }
  }

  /// A folder without segments gets a new name: positions under the old one mean nothing in it.
  private static String id(Path folder, boolean renew) throws IOException {
    Path file = folder.resolve(ID);
    if (!renew && Files.exists(file)) {
      return Files.readString(file).strip();
    }
    String id = UUID.randomUUID().toString();
    Path draft = folder.resolve("journal.id.new");
    Files.deleteIfExists(draft);
    Files.createFile(draft, ownersOnly(folder, "rw-------"));
    Files.writeString(draft, id + "\n", StandardOpenOption.WRITE, StandardOpenOption.SYNC);
    Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    return id;
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public List<Segment> left() {
    return left;
  }

  @Override
  public Segment create(long number) throws IOException {
    Path file = folder.resolve("journal-" + number + ".log");
    try (FileChannel channel =
        FileChannel.open(
            file,
            Set.of(
                StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE),
            ownersOnly(folder, "rw-------"))) {
      fill(channel);
      forceFolder();
      return Segment.fresh(number, file, channel);
    } catch (IOException | RuntimeException e) {
      Files.deleteIfExists(file);
      throw e;
    }
  }

  private void fill(FileChannel channel) throws IOException {
    ByteBuffer zeros = ByteBuffer.allocateDirect(Math.min(BLOCK, segmentBytes));
    for (int left = segmentBytes; left > 0; ) {
      zeros.clear().limit(Math.min(left, zeros.capacity()));
      left -= channel.write(zeros);
    }
  }

  /// So that the file's name survives a power cut; some systems cannot open a folder.
  private void forceFolder() {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException e) {
      LOG.debug("the folder cannot be forced", e);
    }
  }

  @Override
  public void delete(Segment segment) throws IOException {
    segment.close();
    Files.deleteIfExists(segment.file());
  }

  @Override
  public void close() throws IOException {
    lock.close();
  }
}
