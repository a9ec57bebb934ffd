package dev.sluice.server.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `./sluice evaluate`: how good it is on what was recorded.
@Command(
    name = "evaluate",
    mixinStandardHelpOptions = true,
    description = "How good it is on recorded outcomes.",
    subcommands = {
      EvaluateRoutesCommand.class,
      LaterCommand.EvaluateCache.class,
      LaterCommand.EvaluateCompression.class,
    })
final class EvaluateCommand implements Runnable {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "say what to evaluate: routes, cache or compression");
  }
}
