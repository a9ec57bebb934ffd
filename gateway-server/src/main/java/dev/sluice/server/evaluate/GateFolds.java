package dev.sluice.server.evaluate;

import dev.sluice.gateway.quality.GateTraining;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// The gates of a replay: the configured one for all prompts, or for each prompt one that was
/// fitted without it, so that the figures are those of prompts the gate never saw.
///
/// @param withoutFold files, that of fold 0 first; empty for the configured gate
public record GateFolds(List<Path> withoutFold) {

  public static final GateFolds CONFIGURED = new GateFolds(List.of());

  public GateFolds {
    withoutFold = List.copyOf(withoutFold);
  }

  /// Those that `./sluice train gate --folds FOLDER` wrote.
  ///
  /// @throws CannotEvaluate when there are none
  public static GateFolds in(Path folder) {
    List<Path> files =
        IntStream.iterate(0, fold -> fold + 1)
            .mapToObj(fold -> file(folder, fold))
            .takeWhile(Files::exists)
            .toList();
    if (files.isEmpty()) {
      throw new CannotEvaluate(
          folder + " holds no gates; `./sluice train gate DIR --folds " + folder + "` makes them.");
    }
    return new GateFolds(files);
  }

  static Path file(Path folder, int fold) {
    return folder.resolve("without-" + fold + ".bin").toAbsolutePath();
  }

  int fold(String prompt) {
    return withoutFold.isEmpty() ? 0 : GateTraining.fold(prompt, withoutFold.size());
  }

  /// The file of a fold's gate, null for the configured one.
  @Nullable Path gate(int fold) {
    return withoutFold.isEmpty() ? null : withoutFold.get(fold);
  }
}
