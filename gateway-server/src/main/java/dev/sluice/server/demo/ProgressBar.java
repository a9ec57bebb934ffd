package dev.sluice.server.demo;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.function.LongSupplier;

/// Progress on a terminal: one line that is written over in place, at most ten times a second.
public final class ProgressBar implements Progress {

  private static final long PAUSE = Duration.ofMillis(100).toNanos();
  private static final int LONGEST_BAR = 30;
  private static final int SHORTEST_BAR = 5;

  private final Screen screen;
  private final PrintWriter out;
  private final LongSupplier nanoTime;
  private final RunningTotal total;
  private long drawn;
  private int width;

  public ProgressBar(int requests, Screen screen, PrintWriter out, LongSupplier nanoTime) {
    this.screen = screen;
    this.out = out;
    this.nanoTime = nanoTime;
    this.total = new RunningTotal(requests, nanoTime);
    this.drawn = nanoTime.getAsLong() - PAUSE;
  }

  @Override
  public void add(Observation observation) {
    total.add(observation);
    long now = nanoTime.getAsLong();
    if (now - drawn >= PAUSE || total.complete()) {
      drawn = now;
      draw();
    }
  }

  /// The new line covers the old one, with blanks where it is shorter; nothing is cleared first.
  private void draw() {
    String percent = String.format(Locale.ROOT, " %3.0f %% ", 100 * total.share());
    String text = " " + total.text();
    int room = Math.min(LONGEST_BAR, screen.columns() - 1 - percent.length() - text.length());
    String bar = room < SHORTEST_BAR ? "" : Numbers.bar(total.share(), room);
    String rest = cut(text, screen.columns() - 1 - percent.length() - bar.length());
    int drawnWidth = percent.length() + bar.length() + rest.length();
    String blanks = " ".repeat(Math.max(0, width - drawnWidth));
    width = drawnWidth;
    out.print("\r" + percent + screen.cyan(bar) + screen.text(rest) + blanks);
    if (total.complete()) {
      out.println();
    }
    out.flush();
  }

  private static String cut(String text, int room) {
    return text.length() <= room ? text : text.substring(0, Math.max(0, room));
  }
}
