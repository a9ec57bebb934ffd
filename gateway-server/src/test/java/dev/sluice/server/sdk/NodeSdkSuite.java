package dev.sluice.server.sdk;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

/// The scenarios of `openai` from npm. `SLUICE_SDK_NODE_HOME` is the folder where `npm ci` was run
/// on `src/test/sdk/node`, the one that holds `node_modules`.
abstract class NodeSdkSuite extends ScriptSuite {

  private @Nullable NodeFolder folder;

  NodeSdkSuite() {
    super("openai (npm)", "SLUICE_SDK_NODE_HOME");
  }

  @Override
  List<String> command(Path installation, Path scratch) throws IOException {
    NodeFolder laid = NodeFolder.lay(installation, scratch, "scenarios.mjs", "harness.mjs");
    folder = laid;
    return laid.command();
  }

  @AfterEach
  void unlink() throws IOException {
    if (folder != null) {
      folder.close();
    }
  }

  @Override
  List<String> expectedLines(List<String> scenarios) {
    return scenarios.stream().map(name -> "ok " + name).toList();
  }
}
