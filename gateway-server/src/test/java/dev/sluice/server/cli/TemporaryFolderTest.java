package dev.sluice.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

final class TemporaryFolderTest {

  @Test
  void takesEverythingInItAlong() throws IOException {
    Path path;
    try (TemporaryFolder folder = TemporaryFolder.make("sluice-test-")) {
      path = folder.path();
      Files.createDirectories(path.resolve("a/b"));
      Files.writeString(path.resolve("a/b/c"), "x");
    }

    assertThat(path).doesNotExist();
  }
}
