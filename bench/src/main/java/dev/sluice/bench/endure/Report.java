package dev.sluice.bench.endure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// The table of what was measured, and whether it holds.
final class Report {

  private enum Verdict {
    HOLDS,
    FAILS,
    NOTED
  }

  private record Line(String trial, String what, String figure, Verdict verdict) {}

  private final List<Line> lines = new ArrayList<>();
  private String trial = "";

  void begin(String name) {
    trial = name;
  }

  /// A figure without a bound.
  void note(String what, String figure) {
    add(what, figure, Verdict.NOTED);
  }

  void holds(String what, String figure, boolean holds) {
    add(what, figure, holds ? Verdict.HOLDS : Verdict.FAILS);
  }

  /// A figure that must not pass a bound.
  ///
  /// @param unit stands behind both; begins with a space where one is wanted
  void atMost(String what, double figure, double bound, String unit) {
    holds(what, number(figure) + unit + " (at most " + number(bound) + unit + ")", figure <= bound);
  }

  /// Errors of any kind: there must be none.
  void none(String what, long count, String example) {
    holds(what, count == 0 ? "0" : count + ": " + example, count == 0);
  }

  void fails(String what, String figure) {
    add(what, figure, Verdict.FAILS);
  }

  boolean allHold() {
    return lines.stream().noneMatch(line -> line.verdict == Verdict.FAILS);
  }

  /// As a Markdown table, under a line that says when and where.
  void print() {
    System.out.println(
        Instant.now().truncatedTo(ChronoUnit.MINUTES)
            + ", "
            + processor()
            + ", "
            + Runtime.getRuntime().availableProcessors()
            + " cores, load "
            + first("/proc/loadavg").split(" ", 2)[0]
            + ", gateway with "
            + GatewayProcess.HEAP);
    int whatWidth = lines.stream().mapToInt(line -> line.what.length()).max().orElse(0);
    System.out.printf("%n| %-8s | %-" + whatWidth + "s | measured |%n", "trial", "what");
    System.out.println("|---|---|---|");
    for (Line line : lines) {
      String mark =
          switch (line.verdict) {
            case HOLDS -> "";
            case FAILS -> "**does not hold:** ";
            case NOTED -> "";
          };
      System.out.printf(
          "| %-8s | %-" + whatWidth + "s | %s%s |%n", line.trial, line.what, mark, line.figure);
    }
  }

  private void add(String what, String figure, Verdict verdict) {
    lines.add(new Line(trial, what, figure, verdict));
    System.err.println("  " + what + ": " + figure + (verdict == Verdict.FAILS ? "  FAILS" : ""));
  }

  static String number(double figure) {
    boolean whole = figure == Math.rint(figure) || Math.abs(figure) >= 100;
    return String.format(Locale.ROOT, whole ? "%,.0f" : "%.1f", figure);
  }

  private static String processor() {
    try {
      for (String line : Files.readAllLines(Path.of("/proc/cpuinfo"))) {
        if (line.startsWith("model name")) {
          return line.substring(line.indexOf(':') + 2);
        }
      }
    } catch (IOException e) {
      // said below
    }
    return "unknown processor";
  }

  private static String first(String file) {
    try {
      return Files.readString(Path.of(file));
    } catch (IOException e) {
      return "unknown";
    }
  }
}
