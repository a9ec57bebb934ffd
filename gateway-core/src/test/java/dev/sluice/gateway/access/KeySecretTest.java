package dev.sluice.gateway.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeySecretTest {

  @TempDir private Path data;

  @Test
  void isMadeOnceAndKeptForTheOwnerOnly() throws IOException {
    Path folder = data.resolve("new/data");

    String first = KeySecret.readOrMake(folder, null).of("key");
    String again = KeySecret.readOrMake(folder, "").of("key");

    assertThat(again).isEqualTo(first);
    assertThat(PosixFilePermissions.toString(permissions(folder))).isEqualTo("rw-------");
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).hasSize(1);
    }
    assertThat(KeySecret.readOrMake(data.resolve("other"), null).of("key")).isNotEqualTo(first);
  }

  @Test
  void isTheSameForAllThatStartAtOnce() throws Exception {
    CountDownLatch start = new CountDownLatch(1);
    List<Future<String>> hashes = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(16)) {
      for (int i = 0; i < 16; i++) {
        hashes.add(
            threads.submit(() -> {
              start.await();
              return KeySecret.readOrMake(data, null).of("key");
            }));
      }
      start.countDown();
    }

    Set<String> different = new HashSet<>();
    for (Future<String> hash : hashes) {
      different.add(hash.get());
    }
    assertThat(different).hasSize(1);
    try (Stream<Path> files = Files.list(data)) {
      assertThat(files).hasSize(1);
    }
  }

  @Test
  void variableGoesBeforeTheFile() throws IOException {
    String given = "0123456789abcdef0123456789abcdef";

    String hash = KeySecret.readOrMake(data, given).of("key");

    assertThat(data).isEmptyDirectory();
    assertThat(hash).isEqualTo(KeySecret.readOrMake(data.resolve("x"), given).of("key"));
  }

  @Test
  void refusesWhatIsTooShort() throws IOException {
    Files.writeString(data.resolve("keys.secret"), "short\n");

    assertThatThrownBy(() -> KeySecret.readOrMake(data, null))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("keys.secret")
        .hasMessageNotContaining("short\n");
    assertThatThrownBy(() -> KeySecret.readOrMake(data, "mine"))
        .hasMessageContaining("SLUICE_KEYS_SECRET")
        .hasMessageNotContaining("mine");
  }

  /// RFC 4231, test case 1, with its key filled up with zeros as HMAC itself does.
  @Test
  void hashIsHmacSha256() {
    byte[] key = new byte[64];
    Arrays.fill(key, 0, 20, (byte) 0x0b);

    assertThat(new KeyHash(key).of("Hi There"))
        .isEqualTo("b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
  }

  private static Set<PosixFilePermission> permissions(Path folder) throws IOException {
    return Files.getPosixFilePermissions(folder.resolve("keys.secret"));
  }
}
