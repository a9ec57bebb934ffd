package dev.sluice.server.cli;

/// Something that the user must mend before the command can do its work; ends it with exit code 1.
final class UserError extends RuntimeException {

  private static final long serialVersionUID = 1;

  UserError(String message) {
    super(message, null, false, false);
  }
}
