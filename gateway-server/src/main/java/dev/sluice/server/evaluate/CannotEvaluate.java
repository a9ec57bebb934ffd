package dev.sluice.server.evaluate;

/// Something that the user must mend before there is anything to evaluate.
public final class CannotEvaluate extends RuntimeException {

  private static final long serialVersionUID = 1;

  CannotEvaluate(String message) {
    super(message, null, false, false);
  }
}
