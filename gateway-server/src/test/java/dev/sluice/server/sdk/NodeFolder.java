package dev.sluice.server.sdk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// A folder with scripts for Node and, beside them, where Node looks for packages, a link to the
/// installed ones. Closing it removes the link.
///
/// @param script the first script
record NodeFolder(Path script, Path packages) implements AutoCloseable {

  /// @param installation the folder where `npm ci` was run
  /// @param scripts names below `src/test/sdk/node`
  static NodeFolder lay(Path installation, Path scratch, String... scripts) throws IOException {
    Path home = Files.createDirectory(scratch.resolve("node"));
    Files.copy(ScenarioBook.FOLDER.resolve("scenarios.json"), scratch.resolve("scenarios.json"));
    for (String script : scripts) {
      Files.copy(ScenarioBook.FOLDER.resolve("node").resolve(script), home.resolve(script));
    }
    Path packages = home.resolve("node_modules");
    Files.createSymbolicLink(packages, installation.resolve("node_modules"));
    return new NodeFolder(home.resolve(scripts[0]), packages);
  }

  List<String> command() {
    return List.of("node", script.toString());
  }

  @Override
  public void close() throws IOException {
    Files.deleteIfExists(packages);
  }
}
