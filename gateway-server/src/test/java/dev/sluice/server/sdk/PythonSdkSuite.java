package dev.sluice.server.sdk;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// The scenarios of `openai` from PyPI, with its synchronous and its asynchronous client.
/// `SLUICE_SDK_PYTHON` is a Python where `src/test/sdk/python/requirements.txt` is installed.
abstract class PythonSdkSuite extends ScriptSuite {

  PythonSdkSuite() {
    super("openai (PyPI)", "SLUICE_SDK_PYTHON");
  }

  @Override
  List<String> command(Path installation, Path scratch) {
    Path script = ScenarioBook.FOLDER.resolve("python/scenarios.py").toAbsolutePath();
    return List.of(installation.toString(), "-B", script.toString());
  }

  @Override
  List<String> expectedLines(List<String> scenarios) {
    return Stream.of("sync", "async")
        .flatMap(flavour -> scenarios.stream().map(name -> "ok " + flavour + "." + name))
        .toList();
  }
}
