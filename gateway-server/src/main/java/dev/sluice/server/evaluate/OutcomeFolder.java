package dev.sluice.server.evaluate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// The sets of recorded outcomes in a folder, found by how its files are named.
///
/// `SET.prompts.jsonl` and `SET.MODEL.jsonl` make a set ([GradedFiles]); folders called `mmlu_pro`,
/// `routellm` and `alpaca_eval` hold what those projects publish ([PublishedFiles]). Files may be
/// compressed, and lie in the folder, in one below, or in its folder `outcomes`.
final class OutcomeFolder {

  private static final String PROMPTS = ".prompts";

  private final Path folder;
  private final Map<String, Supplier<OutcomeSet>> sets = new TreeMap<>();

  OutcomeFolder(Path folder) {
    this.folder = folder;
    Path inner = folder.resolve("outcomes");
    for (Path place : folders(Files.isDirectory(inner) ? inner : folder)) {
      find(place);
    }
  }

  Set<String> names() {
    return new TreeSet<>(sets.keySet());
  }

  /// Reads a set.
  ///
  /// @throws CannotEvaluate when there is none of this name, or it cannot be read
  OutcomeSet set(String name) {
    Supplier<OutcomeSet> set = sets.get(name);
    if (set == null) {
      String there = sets.isEmpty() ? "none at all" : String.join(", ", sets.keySet());
      throw new CannotEvaluate(folder + " has no set '" + name + "', but " + there + ".");
    }
    return set.get();
  }

  private void find(Path place) {
    List<Path> files = files(place);
    String name = String.valueOf(place.getFileName());
    switch (name) {
      case "mmlu_pro" -> sets.put(name, () -> PublishedFiles.multipleChoice(name, files));
      case "routellm" -> sets.put(name, () -> PublishedFiles.pairs(name, files));
      case "alpaca_eval" -> sets.put(name, () -> PublishedFiles.compared(name, files));
      default -> {
        for (Path file : files) {
          String stem = JsonLines.stem(file);
          if (stem.endsWith(PROMPTS)) {
            String set = stem.substring(0, stem.length() - PROMPTS.length());
            sets.put(set, () -> GradedFiles.read(set, file, files));
          }
        }
      }
    }
  }

  private static List<Path> folders(Path root) {
    List<Path> folders = new ArrayList<>(List.of(root));
    folders.addAll(listed(root).stream().filter(Files::isDirectory).toList());
    return folders;
  }

  private static List<Path> files(Path place) {
    return listed(place).stream().filter(file -> !JsonLines.stem(file).isEmpty()).toList();
  }

  private static List<Path> listed(Path place) {
    try (Stream<Path> inside = Files.list(place)) {
      return inside.sorted().toList();
    } catch (IOException e) {
      throw new CannotEvaluate(place + " is no folder that can be read.");
    }
  }
}
