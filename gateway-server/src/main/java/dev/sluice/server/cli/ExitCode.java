package dev.sluice.server.cli;

/// What the commands end with.
final class ExitCode {

  static final int DONE = 0;

  /// The user must mend something; the message said what.
  static final int USER = 1;

  /// Wrong usage of the command line.
  static final int USAGE = 2;

  /// A bug.
  static final int BUG = 70;

  private ExitCode() {}
}
