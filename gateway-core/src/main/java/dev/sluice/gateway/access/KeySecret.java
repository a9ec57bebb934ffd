package dev.sluice.gateway.access;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/// The secret under which keys are hashed: `SLUICE_KEYS_SECRET`, else the file `keys.secret` in the
/// data folder (mode 600), which the first process that needs it makes.
///
/// Gateways that share a database must share the secret. Without it no stored key is known any
/// more, so it belongs in backups, but not beside those of the database.
public final class KeySecret {

  public static final String VARIABLE = "SLUICE_KEYS_SECRET";

  /// In the data folder.
  public static final String FILE = "keys.secret";

  private static final int BYTES = 32;

  private KeySecret() {}

  /// Reads the secret, or makes it.
  ///
  /// @param given the variable's value, null or empty where it is not set
  /// @throws IOException when it is too short or cannot be read or kept
  public static KeyHash readOrMake(Path data, @Nullable String given) throws IOException {
    if (given != null && !given.isEmpty()) {
      return hash(given, VARIABLE);
    }
    Path file = data.resolve(FILE);
    if (!Files.exists(file)) {
      make(file);
    }
    return hash(Files.readString(file).strip(), file.toString());
  }

  private static KeyHash hash(String secret, String where) throws IOException {
    byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
    if (bytes.length < BYTES) {
      throw new IOException("the secret in " + where + " is shorter than " + BYTES + " bytes");
    }
    return new KeyHash(bytes);
  }

  /// Written beside and then linked to its name, which fails where another process was faster; so
  /// nobody ever reads half of it, and all read the same.
  private static void make(Path file) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null) {
      throw new IOException(file + " lies in no folder");
    }
    Files.createDirectories(folder);
    Path beside =
        Files.createTempFile(
            folder,
            "keys",
            ".tmp",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    try {
      Files.writeString(beside, random() + "\n", StandardOpenOption.WRITE, StandardOpenOption.SYNC);
      link(beside, file);
    } catch (FileAlreadyExistsException e) {
      return; // somebody else's is as good
    } finally {
      Files.deleteIfExists(beside);
    }
  }

  private static void link(Path beside, Path file) throws IOException {
    try {
      Files.createLink(file, beside);
    } catch (FileAlreadyExistsException e) {
      throw e;
    } catch (UnsupportedOperationException | FileSystemException e) {
      Files.move(beside, file); // a file system without links; fails where the name is taken
    }
  }

  private static String random() {
    byte[] bytes = new byte[BYTES];
    new SecureRandom().nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
