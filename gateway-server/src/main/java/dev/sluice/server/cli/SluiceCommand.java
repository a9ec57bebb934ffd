package dev.sluice.server.cli;

import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `./sluice`: the root of all commands.
@Command(
    name = "sluice",
    mixinStandardHelpOptions = true,
    version = "sluice 0.1.0",
    description = "Sends each chat request to the cheapest model that answers it well.",
    footer = {
      "",
      "Built by the launcher: test (everything that CI runs), bench (speed beside nginx)."
    },
    subcommands = {
      DemoCommand.class,
      ServeCommand.class,
      CheckCommand.class,
      TrainCommand.class,
      LaterCommand.Keys.class,
      LaterCommand.Audit.class,
      LaterCommand.Report.class,
      LaterCommand.Evaluate.class,
      LaterCommand.Reconcile.class,
      LaterCommand.ClusterDemo.class,
      LaterCommand.Import.class,
    })
public final class SluiceCommand implements Runnable {

  @Spec private CommandSpec spec = CommandSpec.create();

  /// Runs one command.
  ///
  /// @return the exit code: 0 done, 1 to be mended by the user, 2 wrong usage, 70 a bug
  public static int run(String... arguments) {
    CommandLine line = new CommandLine(new SluiceCommand());
    line.setExecutionExceptionHandler(SluiceCommand::onException);
    line.setParameterExceptionHandler(SluiceCommand::onWrongUsage);
    return line.execute(arguments);
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "say which command");
  }

  private static int onException(Exception e, CommandLine line, CommandLine.ParseResult parsed) {
    if (e instanceof UserError user) {
      line.getErr().println(user.getMessage());
      return ExitCode.USER;
    }
    line.getErr().println("This is a bug in Sluice; please report it with the lines below.");
    e.printStackTrace(line.getErr());
    return ExitCode.BUG;
  }

  private static int onWrongUsage(ParameterException e, String[] arguments) {
    PrintWriter err = e.getCommandLine().getErr();
    err.println(e.getMessage());
    CommandLine.UnmatchedArgumentException.printSuggestions(e, err);
    err.println();
    e.getCommandLine().usage(err);
    return ExitCode.USAGE;
  }
}
