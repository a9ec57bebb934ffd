package dev.sluice.server;

import ch.qos.logback.classic.LoggerContext;
import dev.sluice.server.cli.SluiceCommand;
import org.slf4j.LoggerFactory;

/// The entry point of the jar: runs one command and ends with its exit code.
public final class Main {

  private Main() {}

  public static void main(String[] arguments) {
    int code = SluiceCommand.run(arguments);
    flushLogs();
    System.exit(code);
  }

  /// Log lines wait in queues of their own.
  private static void flushLogs() {
    if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
      context.stop();
    }
  }
}
