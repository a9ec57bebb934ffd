package dev.sluice.gateway.config;

/// One thing that the user must mend in a configuration file.
///
/// @param line 1-based; 0 for the file as a whole
public record Problem(String file, int line, String message) {

  /// `config/sluice.yaml:12: unknown key 'timeout', did you mean 'timeouts'?`
  @Override
  public String toString() {
    return file + (line > 0 ? ":" + line : "") + ": " + message;
  }
}
