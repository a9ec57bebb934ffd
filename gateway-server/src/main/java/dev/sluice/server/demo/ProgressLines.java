package dev.sluice.server.demo;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.function.LongSupplier;

/// Progress in a file or pipe: a plain line every ten percent.
public final class ProgressLines implements Progress {

  private final Screen screen;
  private final PrintWriter out;
  private final RunningTotal total;
  private int told;

  public ProgressLines(int requests, Screen screen, PrintWriter out, LongSupplier nanoTime) {
    this.screen = screen;
    this.out = out;
    this.total = new RunningTotal(requests, nanoTime);
  }

  @Override
  public void add(Observation observation) {
    total.add(observation);
    int tenths = (int) (10 * total.share());
    if (tenths > told) {
      told = tenths;
      String percent = String.format(Locale.ROOT, " %3d %%  ", 10 * tenths);
      out.println(screen.text(percent + total.text()));
      out.flush();
    }
  }
}
