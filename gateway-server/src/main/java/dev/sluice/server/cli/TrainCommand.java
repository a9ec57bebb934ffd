package dev.sluice.server.cli;

import dev.sluice.gateway.task.TaskTraining;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `./sluice train tasks DIR`: fits the task classifier from labelled prompts.
@Command(
    name = "train",
    mixinStandardHelpOptions = true,
    description = "Fits the classifier from labelled prompts.")
final class TrainCommand implements Callable<Integer> {

  @Parameters(index = "0", paramLabel = "WHAT", description = "tasks (gate: not there yet)")
  private String what = "";

  @Parameters(index = "1", paramLabel = "DIR", description = "Folder with the labelled JSONL.")
  private Path directory = Path.of(".");

  @Option(
      names = "--output",
      paramLabel = "FILE",
      description = "Where the weights go; in a source tree the classifier's own resource.")
  private Path output =
      Path.of("gateway-core/src/main/resources/dev/sluice/gateway/task/task-model.bin");

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws Exception {
    if (what.equals("gate")) {
      throw new UserError("'sluice train gate' does not exist yet in version 0.1.0.");
    }
    if (!what.equals("tasks")) {
      throw new UserError("There is 'train tasks DIR', not 'train " + what + "'.");
    }
    if (!Files.isDirectory(directory)) {
      throw new UserError(directory + " is no folder.");
    }
    TaskTraining.run(directory, output, spec.commandLine().getOut()::println);
    return ExitCode.DONE;
  }
}
