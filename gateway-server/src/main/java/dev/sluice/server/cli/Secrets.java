package dev.sluice.server.cli;

import dev.sluice.gateway.config.AdminConfig;
import dev.sluice.gateway.config.GatewayConfig;
import dev.sluice.gateway.config.KeyConfig;
import dev.sluice.gateway.config.Secret;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/// The keys that `serve --init-secrets` makes on its first start, in `secrets.yaml` of the data
/// folder.
///
/// @param virtualKey what callers present
/// @param adminToken opens the management listener
/// @param metricsToken opens its `/metrics` only
record Secrets(Secret virtualKey, Secret adminToken, Secret metricsToken) {

  private static final String FILE = "secrets.yaml";
  private static final int KEY_BYTES = 32;

  /// Reads them, or makes and prints them once.
  ///
  /// @param metricsTokenFile also gets the metrics token, for Prometheus; empty for none
  static Secrets readOrMake(Path data, String metricsTokenFile, PrintWriter out) {
    Path file = data.resolve(FILE);
    try {
      Secrets secrets = Files.exists(file) ? read(file) : make(file, out);
      if (!metricsTokenFile.isEmpty()) {
        write(Path.of(metricsTokenFile), secrets.metricsToken().reveal(), "rw-r-----");
      }
      return secrets;
    } catch (IOException e) {
      throw new UserError("The secrets in " + file + " cannot be kept: " + e.getMessage());
    }
  }

  /// The configuration with these in place of what it leaves open.
  GatewayConfig into(GatewayConfig config) {
    List<KeyConfig> keys = new ArrayList<>(config.keys());
    keys.add(new KeyConfig("default", virtualKey, List.of(), null, false));
    AdminConfig admin = config.admin();
    return config.withKeys(
        keys,
        new AdminConfig(
            admin.host(),
            admin.port(),
            admin.token() == null ? adminToken : admin.token(),
            admin.metricsToken() == null ? metricsToken : admin.metricsToken()));
  }

  private static Secrets make(Path file, PrintWriter out) throws IOException {
    Secrets made = new Secrets(random("sk-sluice-"), random("adm-"), random("met-"));
    Path folder = file.toAbsolutePath().getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    write(
        file,
        """
        # Made once by `sluice serve --init-secrets`. Delete the file to have new ones made.
        virtual_key: %s
        admin_token: %s
        metrics_token: %s
        """
            .formatted(
                made.virtualKey.reveal(), made.adminToken.reveal(), made.metricsToken.reveal()),
        "rw-------");
    out.println("Made once and kept in " + file + ":");
    out.println("  virtual key  " + made.virtualKey.reveal());
    out.println("  admin token  " + made.adminToken.reveal());
    out.flush();
    return made;
  }

  private static Secrets read(Path file) throws IOException {
    Object loaded = new Load(LoadSettings.builder().build()).loadFromString(Files.readString(file));
    if (loaded instanceof Map<?, ?> map) {
      return new Secrets(
          value(map, "virtual_key", file),
          value(map, "admin_token", file),
          value(map, "metrics_token", file));
    }
    throw new UserError(file + " is no mapping of keys; delete it to have new ones made.");
  }

  private static Secret value(Map<?, ?> map, String name, Path file) {
    if (map.get(name) instanceof String text && text.length() >= KEY_BYTES) {
      return new Secret(text);
    }
    throw new UserError(file + " lacks '" + name + "'; delete it to have new ones made.");
  }

  private static Secret random(String prefix) {
    byte[] bytes = new byte[KEY_BYTES];
    new SecureRandom().nextBytes(bytes);
    return new Secret(prefix + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
  }

  /// Written beside and moved into place, so that nobody reads half of it or with wider
  /// permissions.
  private static void write(Path file, String text, String permissions) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    Path beside =
        Files.createTempFile(
            folder,
            "secret",
            ".tmp",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    try {
      Files.writeString(beside, text);
      Files.setPosixFilePermissions(beside, PosixFilePermissions.fromString(permissions));
      Files.move(beside, file, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException | UncheckedIOException e) {
      Files.deleteIfExists(beside);
      throw e;
    }
  }
}
