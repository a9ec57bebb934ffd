package dev.sluice.server.sdk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

/// The scenarios of `openai` from npm. `SLUICE_SDK_NODE_HOME` is the folder where `npm ci` was run
/// on `src/test/sdk/node`, the one that holds `node_modules`.
abstract class NodeSdkSuite extends ScriptSuite {

  private @Nullable Path packages;

  NodeSdkSuite() {
    super("openai (npm)", "SLUICE_SDK_NODE_HOME");
  }

  /// Node looks for packages beside the script, so the scripts are run from a folder of their own.
  @Override
  List<String> command(Path installation, Path scratch) throws IOException {
    Path home = Files.createDirectory(scratch.resolve("node"));
    for (String file : List.of("scenarios.json", "node/harness.mjs", "node/scenarios.mjs")) {
      Files.copy(ScenarioBook.FOLDER.resolve(file), scratch.resolve(file));
    }
    packages = home.resolve("node_modules");
    Files.createSymbolicLink(packages, installation.resolve("node_modules"));
    return List.of("node", home.resolve("scenarios.mjs").toString());
  }

  @AfterEach
  void unlink() throws IOException {
    if (packages != null) {
      Files.deleteIfExists(packages);
    }
  }

  @Override
  List<String> expectedLines(List<String> scenarios) {
    return scenarios.stream().map(name -> "ok " + name).toList();
  }
}
