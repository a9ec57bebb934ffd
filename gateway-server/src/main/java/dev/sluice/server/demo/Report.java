package dev.sluice.server.demo;

import static dev.sluice.server.demo.Numbers.dollars;
import static dev.sluice.server.demo.Numbers.percent;
import static dev.sluice.server.demo.Numbers.wholePercent;

import dev.sluice.gateway.money.Usd;
import dev.sluice.gateway.terms.Tier;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// The figures as text of at most [#WIDTH] columns; every section says that it is simulated.
public final class Report {

  static final int WIDTH = 79;

  private static final String MARK = " simulated ";
  private static final String INDENT = "  ";
  private static final int BAR = 20;

  private final Figures figures;
  private final Setting setting;
  private final Screen screen;
  private final List<String> lines = new ArrayList<>();

  private Report(Figures figures, Setting setting, Screen screen) {
    this.figures = figures;
    this.setting = setting;
    this.screen = screen;
  }

  /// What the figures were made with.
  ///
  /// @param baseline the model that the headers compare with
  /// @param standard the standard tier's model
  /// @param invoice what the simulated provider charges for the run
  /// @param inactive configured features that this version does not have yet
  public record Setting(String baseline, String standard, Usd invoice, List<String> inactive) {
    public Setting {
      inactive = List.copyOf(inactive);
    }
  }

  /// The report, line by line.
  public static List<String> lines(Figures figures, Setting setting, Screen screen) {
    Report report = new Report(figures, setting, screen);
    report.write();
    return List.copyOf(report.lines);
  }

  private void write() {
    money();
    answeredBy();
    cacheAndGate();
    tasks();
    times();
    failures();
    caveats();
  }

  private void money() {
    section("What it cost");
    saving(figures.againstBaseline(), setting.baseline());
    saving(figures.againstStandard(), "always " + setting.standard());
    add("");
    add(
        String.format(
            Locale.ROOT,
            "%s, %,d answered, in %.1f s. %s",
            Numbers.count(figures.all().requests(), "request"),
            figures.answered(),
            figures.took().toMillis() / 1000.0,
            invoice()));
  }

  private void saving(Saving saving, String against) {
    String share = String.format(Locale.ROOT, "saved %8s", percent(saving.share()));
    lines.add(
        INDENT
            + (saving.share() < 0 ? screen.red(share) : screen.green(share))
            + screen.bold("  against " + against));
    add(
        String.format(
            Locale.ROOT,
            "%16s%s instead of %s, 95 %% interval %.1f to %.1f %%",
            "",
            dollars(saving.paid(), saving.instead()),
            dollars(saving.instead()),
            100 * saving.low(),
            100 * saving.high()));
  }

  private String invoice() {
    Usd difference = setting.invoice().minus(figures.all().cost());
    return difference.nanos() == 0
        ? "The models' invoice is the same."
        : "The models' invoice is " + difference + " higher.";
  }

  private void answeredBy() {
    section("Who answered");
    Slice models = figures.all().byModel();
    add(String.format(Locale.ROOT, "%-10s%-42s%s", "", "requests", "cost"));
    share("cache", figures.all().hits(), Usd.ZERO);
    for (Tier tier : Tier.values()) {
      Slice slice = models.of(tier);
      share(tier.wireName(), slice.requests(), slice.cost());
    }
  }

  private void share(String name, int requests, Usd cost) {
    double ofRequests = share(requests, figures.all().requests());
    double ofCost = share(cost.nanos(), figures.all().cost().nanos());
    lines.add(
        INDENT
            + String.format(Locale.ROOT, "%-8s%,7d %7s  ", name, requests, percent(ofRequests))
            + screen.cyan(Numbers.bar(ofRequests, BAR))
            + String.format(
                Locale.ROOT, "%10s %7s  ", dollars(cost, figures.all().cost()), percent(ofCost))
            + screen.cyan(Numbers.bar(ofCost, BAR / 2)));
  }

  private void cacheAndGate() {
    section("Cache and quality gate");
    int hits = figures.all().hits();
    int bypassed = count(o -> o.facts().cache().startsWith("BYPASS"));
    int missed = count(o -> o.facts().cache().startsWith("MISS"));
    add(
        String.format(
            Locale.ROOT,
            "cache  %,d exact hits, %,d joined one in flight, %,d missed, %,d bypassed",
            hits - figures.coalesced(),
            figures.coalesced(),
            missed,
            bypassed));
    Slice models = figures.all().byModel();
    Escalations up = models.escalations();
    add(
        String.format(
            Locale.ROOT,
            "gate   %,d of %,d went on to a dearer model (%s); %,d model calls in all",
            up.requests(),
            models.requests(),
            wholePercent(up.requests(), models.requests()),
            models.calls()));
    if (!up.reasons().isEmpty()) {
      add("       refused: " + told(up.reasons()));
    }
  }

  private void tasks() {
    section("By task");
    List<String> rows = TaskTable.of(figures, setting.baseline()).lines();
    lines.add(INDENT + screen.dim(rows.getFirst()));
    rows.subList(1, rows.size() - 1).forEach(this::add);
    lines.add(INDENT + screen.bold(rows.getLast()));
    add("");
    note("hits: share of all; escalated and b/s/p (answered by budget, standard,");
    note("premium): shares of what the cache did not answer; costs per 1,000 requests.");
    note(
        String.format(
            Locale.ROOT,
            "The task was recognised as its author meant it in %,d of %,d.",
            figures.recognised(),
            figures.answered()));
  }

  private void times() {
    int cold = figures.all().requests() - figures.warm().size();
    section("Time in ms" + (cold == 0 ? "" : ", without the first " + cold + " (cold start)"));
    List<String> rows = TimeTable.of(figures).lines();
    lines.add(INDENT + screen.dim(rows.getFirst()));
    rows.subList(1, rows.size()).forEach(this::add);
  }

  private void failures() {
    if (figures.failures().isEmpty()) {
      return;
    }
    section("What failed");
    figures
        .failures()
        .forEach((failure, count) ->
            lines.add(
                INDENT
                    + screen.red(String.format(Locale.ROOT, "%,6d", count))
                    + "  "
                    + screen.text(cut(failure))));
  }

  private void caveats() {
    section("Not in these figures");
    note("Models, answers and their pace are simulated: nothing here says how good");
    note("real answers are, or that other traffic would split like this. Comparisons");
    note("price the visible tokens of the served answers, hits too, at the other");
    note("model's price. Intervals (bootstrap, 2,000 resamples of the requests) say how");
    note("much hangs on which requests came, and no more.");
    if (!setting.inactive().isEmpty()) {
      note("Not active yet: " + String.join(", ", setting.inactive()) + ".");
    }
    add("");
  }

  private void section(String title) {
    String head = "── " + title + " ";
    String rule = "─".repeat(Math.max(0, WIDTH - head.length() - MARK.length() - 2));
    lines.add("");
    lines.add(screen.bold(head) + screen.dim(rule + MARK + "──"));
  }

  private void add(String line) {
    lines.add(line.isEmpty() ? "" : INDENT + screen.text(line));
  }

  private void note(String line) {
    lines.add(INDENT + screen.dim(line));
  }

  private int count(Predicate<Observation> which) {
    return (int)
        figures.all().observations().stream().filter(Observation::answered).filter(which).count();
  }

  private static String told(Map<String, Integer> counts) {
    return counts.entrySet().stream()
        .map(count -> count.getKey() + " " + count.getValue())
        .collect(Collectors.joining(", "));
  }

  private static double share(long part, long of) {
    return of == 0 ? 0 : (double) part / of;
  }

  private static String cut(String text) {
    int room = WIDTH - 10;
    String line = text.replaceAll("\\s+", " ");
    return line.length() <= room ? line : line.substring(0, room - 1) + "…";
  }
}
