package dev.sluice.gateway.config;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;

/// Reads a configuration file; what is wrong with it comes back with file, line and a suggestion.
///
/// The file is composed to nodes, never to Java objects, so nothing in it can name a class.
public final class ConfigLoader {

  private ConfigLoader() {}

  /// Reads and checks the file.
  ///
  /// @param environment where `${VAR}` is looked up
  public static Loaded load(Path file, Map<String, String> environment) {
    try {
      return parse(Files.readString(file), file.toString(), environment);
    } catch (IOException e) {
      String why = Files.exists(file) ? "cannot be read: " + e.getMessage() : "does not exist";
      return new Loaded.Invalid(List.of(new Problem(file.toString(), 0, why)));
    }
  }

  /// The same from text.
  public static Loaded parse(String yaml, String file, Map<String, String> environment) {
    Reading reading = new Reading(file, environment);
    try {
      Optional<Node> root = compose(yaml, file);
      GatewayConfig config =
          new ConfigReader(new Section(reading, "", root.orElse(null)), reading).read();
      List<Problem> problems = reading.problems();
      return problems.isEmpty() ? new Loaded.Ok(config) : new Loaded.Invalid(problems);
    } catch (MarkedYamlEngineException e) {
      int line = e.getProblemMark().map(mark -> mark.getLine() + 1).orElse(0);
      return new Loaded.Invalid(
          List.of(new Problem(file, line, "no valid YAML: " + e.getProblem())));
    } catch (YamlEngineException e) {
      return new Loaded.Invalid(List.of(new Problem(file, 0, "no valid YAML: " + e.getMessage())));
    }
  }

  /// The library fails where its buffer ends between the halves of a surrogate pair, so that it
  /// gets one that holds everything; half a pair, which no file in UTF-8 has, becomes a question
  /// mark.
  private static Optional<Node> compose(String yaml, String file) {
    String whole = new String(yaml.getBytes(UTF_8), UTF_8);
    LoadSettings settings =
        LoadSettings.builder().setLabel(file).setBufferSize(whole.length() + 16).build();
    return new Compose(settings).composeString(whole);
  }
}
