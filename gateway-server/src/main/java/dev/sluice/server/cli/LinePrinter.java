package dev.sluice.server.cli;

import java.io.PrintWriter;

/// Prints many lines, and stops where nobody reads them any more.
final class LinePrinter {

  private static final int BATCH_CHARS = 1 << 16;

  /// The pipe is broken.
  static final class NobodyReads extends RuntimeException {
    private static final long serialVersionUID = 1;

    NobodyReads() {
      super("nobody reads", null, false, false);
    }
  }

  private final PrintWriter out;
  private final StringBuilder waiting = new StringBuilder();

  LinePrinter(PrintWriter out) {
    this.out = out;
  }

  void print(String line) {
    waiting.append(line).append('\n');
    if (waiting.length() >= BATCH_CHARS) {
      flush();
    }
  }

  void flush() {
    out.print(waiting);
    waiting.setLength(0);
    if (out.checkError()) {
      throw new NobodyReads();
    }
  }
}
