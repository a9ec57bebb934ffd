package dev.sluice.server.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/// Recorded traffic of real clients and providers, in the folder that `SLUICE_TEST_DATA` names.
public final class TestData {

  private TestData() {}

  /// All files below a folder whose name ends like this, in order; skips the test where there is no
  /// data.
  public static List<Path> files(String folder, String ending) {
    String root = System.getenv("SLUICE_TEST_DATA");
    Assumptions.assumeTrue(
        root != null && !root.isEmpty(), "skipped: SLUICE_TEST_DATA does not name recorded data");
    try (Stream<Path> all = Files.walk(Path.of(root == null ? "" : root, folder))) {
      return all.filter(file -> file.toString().endsWith(ending)).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
