package dev.sluice.server.cli;

import dev.sluice.server.books.StoreBooks;
import java.io.PrintWriter;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IFactory;
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
      KeysCommand.class,
      LaterCommand.Audit.class,
      ReportCommand.class,
      EvaluateCommand.class,
      ReconcileCommand.class,
      LaterCommand.ClusterDemo.class,
      LaterCommand.Import.class,
    })
public final class SluiceCommand implements Runnable {

  @Spec private CommandSpec spec = CommandSpec.create();

  /// Runs one command.
  ///
  /// @return the exit code: 0 done, 1 to be mended by the user, 2 wrong usage, 70 a bug
  public static int run(String... arguments) {
    Office office = new Office(StoreBooks::open, InstantSource.system(), System.getenv());
    return line(office).execute(arguments);
  }

  /// The command line before it runs.
  static CommandLine line(Office office) {
    CommandLine line = new CommandLine(new SluiceCommand(), new Commands(office));
    line.setExecutionExceptionHandler(SluiceCommand::onException);
    line.setParameterExceptionHandler(SluiceCommand::onWrongUsage);
    return line;
  }

  /// Makes the commands; some work in the office.
  private record Commands(Office office) implements IFactory {

    @Override
    public <K> K create(Class<K> type) throws Exception {
      Map<Class<?>, Supplier<Object>> inTheOffice =
          Map.of(
              EvaluateRoutesCommand.class, () -> new EvaluateRoutesCommand(office),
              ReportCommand.class, () -> new ReportCommand(office),
              ReconcileCommand.class, () -> new ReconcileCommand(office),
              KeysCommand.Create.class, () -> new KeysCommand.Create(office),
              KeysCommand.ListAll.class, () -> new KeysCommand.ListAll(office),
              KeysCommand.Revoke.class, () -> new KeysCommand.Revoke(office),
              KeysCommand.Rotate.class, () -> new KeysCommand.Rotate(office));
      Supplier<Object> made = inTheOffice.get(type);
      return made == null ? CommandLine.defaultFactory().create(type) : type.cast(made.get());
    }
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
