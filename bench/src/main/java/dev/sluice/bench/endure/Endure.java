package dev.sluice.bench.endure;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// Runs every trial against one gateway process with a small heap and prints what was measured.
///
/// Provider and clients live in this process, the gateway in one of its own, so that its memory and
/// CPU are its own and the file limit counts for each. Exit code 1 when something does not hold.
final class Endure {

  private static final List<Trial> TRIALS =
      List.of(
          new StartTrial(),
          new EventTrial(),
          new LeaveTrial(),
          new StoredAnswersTrial(),
          new LargeBodyTrial(),
          new SlowSenderTrial(),
          new SlowReaderTrial(),
          new IdleTrial(),
          new DrainTrial(false),
          new DrainTrial(true));

  private Endure() {}

  /// Runs the chosen trials in order.
  ///
  /// @param arguments the repository, a folder to work in, then the names of trials, none for all
  public static void main(String[] arguments) throws Exception {
    Path root = Path.of(arguments[0]);
    Path work = Path.of(arguments[1]);
    Set<String> wanted = new TreeSet<>(List.of(arguments).subList(2, arguments.length));
    Report report = new Report();
    try (LoadProvider provider = new LoadProvider()) {
      GatewayProcess.Setup setup = new GatewayProcess.Setup(root, work, provider.port());
      for (Trial trial : chosen(wanted)) {
        run(trial, setup, provider, report);
      }
    }
    report.print();
    System.exit(report.allHold() ? 0 : 1);
  }

  private static List<Trial> chosen(Set<String> wanted) {
    List<Trial> chosen = new ArrayList<>(TRIALS);
    if (!wanted.isEmpty()) {
      chosen.removeIf(trial -> !wanted.remove(trial.name()));
    }
    if (!wanted.isEmpty()) {
      System.err.println("no such trial: " + String.join(", ", wanted) + "; there are: " + names());
      System.exit(2);
    }
    return chosen;
  }

  private static List<String> names() {
    return TRIALS.stream().map(Trial::name).toList();
  }

  /// Each trial gets a fresh gateway, so that its figures do not depend on which ran before.
  private static void run(
      Trial trial, GatewayProcess.Setup setup, LoadProvider provider, Report report)
      throws IOException, InterruptedException {
    System.err.println(trial.name() + "…");
    report.begin(trial.name());
    try (GatewayProcess gateway = GatewayProcess.start(setup, Map.of())) {
      try {
        trial.run(gateway, provider, report);
      } catch (IOException | RuntimeException e) {
        e.printStackTrace();
        report.fails("the trial itself", e + "; the gateway's last words: " + gateway.lastWords());
      }
      gateway.complaints().forEach(line -> report.fails("log", line));
      if (trial.leavesItRunning()) {
        report.holds("still answers", gateway.answersOnce() ? "yes" : "no", gateway.answersOnce());
      }
    }
  }
}
