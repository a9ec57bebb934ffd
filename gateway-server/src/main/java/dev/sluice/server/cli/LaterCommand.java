package dev.sluice.server.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/// A command whose name is fixed and whose work is not built yet: says so and ends with 1.
abstract class LaterCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();
  @Unmatched private List<String> unusedArguments = new ArrayList<>();

  @Override
  public Integer call() {
    spec.commandLine()
        .getErr()
        .println("'" + spec.qualifiedName() + "' does not exist yet in version 0.1.0.");
    return ExitCode.USER;
  }

  @Command(name = "audit", description = "What each lever would have saved (not there yet).")
  static final class Audit extends LaterCommand {}

  @Command(name = "cache", description = "The caches on recorded requests (not there yet).")
  static final class EvaluateCache extends LaterCommand {}

  @Command(name = "compression", description = "Compression on prompts (not there yet).")
  static final class EvaluateCompression extends LaterCommand {}

  @Command(name = "cluster-demo", description = "Two gateways on one machine (not there yet).")
  static final class ClusterDemo extends LaterCommand {}

  @Command(name = "import", description = "Reads other gateways' files (not there yet).")
  static final class Import extends LaterCommand {}
}
