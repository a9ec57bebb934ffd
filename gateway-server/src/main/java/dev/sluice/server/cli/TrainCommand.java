package dev.sluice.server.cli;

import dev.sluice.gateway.task.TaskTraining;
import dev.sluice.server.evaluate.CannotEvaluate;
import dev.sluice.server.evaluate.GateRun;
import dev.sluice.server.evaluate.StandIns;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `./sluice train tasks DIR` fits the task classifier to labelled prompts, `./sluice train gate
/// DIR` the quality gate to recorded outcomes.
@Command(
    name = "train",
    mixinStandardHelpOptions = true,
    description = "Fits the classifier to labelled prompts, or the quality gate to outcomes.")
final class TrainCommand implements Callable<Integer> {

  private static final Path RESOURCES =
      Path.of("gateway-core/src/main/resources/dev/sluice/gateway");
  private static final Path TASKS = RESOURCES.resolve("task/task-model.bin");
  private static final Path GATE = RESOURCES.resolve("quality/gate-model.bin");

  @Parameters(index = "0", paramLabel = "WHAT", description = "tasks or gate")
  private String what = "";

  @Parameters(
      index = "1",
      paramLabel = "DIR",
      description = "Folder with labelled prompts, or with recorded outcomes.")
  private Path directory = Path.of(".");

  @Option(
      names = "--output",
      paramLabel = "FILE",
      description = "Where the model goes; in a source tree the product's own resource.")
  private @Nullable Path output;

  @Option(
      names = "--set",
      split = ",",
      paramLabel = "NAME",
      description = "Sets of outcomes to learn the gate from; all that are graded.")
  private List<String> sets = List.of();

  @Option(
      names = "--folds",
      paramLabel = "FOLDER",
      description = "Keeps gates that each left a part of the prompts out, for an honest replay.")
  private @Nullable Path folds;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws Exception {
    boolean gate = what.equals("gate");
    if (!gate && !what.equals("tasks")) {
      throw new UserError(
          "There are 'train tasks DIR' and 'train gate DIR', not 'train " + what + "'.");
    }
    if (!Files.isDirectory(directory)) {
      throw new UserError(directory + " is no folder.");
    }
    Consumer<String> out = spec.commandLine().getOut()::println;
    if (gate) {
      trainGate(out);
    } else {
      TaskTraining.run(directory, output == null ? TASKS : output, out);
    }
    return ExitCode.DONE;
  }

  private void trainGate(Consumer<String> out) throws IOException {
    try {
      new GateRun(StandIns.USUAL, out).run(directory, sets, output == null ? GATE : output, folds);
    } catch (CannotEvaluate e) {
      throw new UserError(String.valueOf(e.getMessage()));
    }
  }
}
