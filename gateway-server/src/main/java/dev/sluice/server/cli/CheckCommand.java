package dev.sluice.server.cli;

import dev.sluice.gateway.config.GatewayConfig;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `./sluice check`: validates a configuration and prints what it resolves to, secrets masked.
@Command(
    name = "check",
    mixinStandardHelpOptions = true,
    description = "Validates a configuration and prints what it resolves to.")
final class CheckCommand implements Callable<Integer> {

  @Mixin private Settings settings = new Settings();
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    GatewayConfig config = settings.load(settings.environment());
    spec.commandLine().getOut().print(ConfigText.of(config));
    List<String> refusals = StartUpChecks.refusals(config, config.isOpen());
    if (!refusals.isEmpty()) {
      throw new UserError(settings.file() + ": " + String.join("\n", refusals));
    }
    spec.commandLine().getOut().println(settings.file() + " is valid.");
    return ExitCode.DONE;
  }
}
