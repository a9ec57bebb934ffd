package dev.sluice.server.cli;

import dev.sluice.gateway.audit.PairedBootstrap;
import dev.sluice.gateway.config.GatewayConfig;
import dev.sluice.gateway.terms.TaskType;
import dev.sluice.server.evaluate.CannotEvaluate;
import dev.sluice.server.evaluate.Choice;
import dev.sluice.server.evaluate.GateFolds;
import dev.sluice.server.evaluate.Knob;
import dev.sluice.server.evaluate.RoutesEvaluation;
import dev.sluice.server.evaluate.RoutesHtml;
import dev.sluice.server.evaluate.RoutesJson;
import dev.sluice.server.evaluate.RoutesReport;
import dev.sluice.server.evaluate.RoutesText;
import dev.sluice.server.evaluate.StandIns;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `./sluice evaluate routes DIR`: replays recorded outcomes through a gateway and says how good
/// and how dear every setting is.
@Command(
    name = "routes",
    mixinStandardHelpOptions = true,
    description = {
      "Replays recorded outcomes through a gateway in front of a provider that says what was"
          + " recorded (no key, no network), with every setting of x-sluice-quality, and prints what"
          + " that gives and costs."
    })
final class EvaluateRoutesCommand implements Callable<Integer> {

  /// The stated mix: mostly open chat, some arithmetic, little hard reasoning.
  private static final List<String> MIX_SETS = List.of("alpaca_eval", "gsm", "math-l5", "crux");

  private static final List<Double> MIX_WEIGHTS = List.of(80.0, 12.0, 4.0, 4.0);
  private static final String MIX_PREMIUM = "gsm=gpt-4o-2024-08-06";

  @Parameters(index = "0", paramLabel = "DIR", description = "Folder with recorded outcomes.")
  private Path directory = Path.of(".");

  @Mixin private final Settings settings;

  @Option(
      names = "--set",
      split = ",",
      paramLabel = "SET",
      description = "Sets to pool; math-l5,crux,gsm unless named.")
  private List<String> sets = List.of("math-l5", "crux", "gsm");

  @Option(
      names = "--weights",
      split = ",",
      paramLabel = "N",
      description = "What each set counts, in percent; as many as it has prompts unless named.")
  private List<Double> weights = List.of();

  @Option(
      names = "--mix",
      description =
          "80 %% open chat, 12 %% gsm, 4 %% math-l5, 4 %% crux, held against their premium models at"
              + " research prices; sets --set, --weights, --prices, --baseline.")
  private boolean mix;

  @Option(
      names = "--budget",
      split = ",",
      paramLabel = "MODEL",
      description = "Recorded model for the budget tier: the first that a set has; SET=MODEL.")
  private List<String> budget = StandIns.USUAL.budget();

  @Option(
      names = "--standard",
      split = ",",
      paramLabel = "MODEL",
      description = "The same for the standard tier; 'none' to do without.")
  private List<String> standard = StandIns.USUAL.standard();

  @Option(
      names = "--premium",
      split = ",",
      paramLabel = "MODEL",
      description = "The same for the premium tier.")
  private List<String> premium = StandIns.USUAL.premium();

  @Option(
      names = "--baseline",
      split = ",",
      paramLabel = "MODEL",
      description = "What is compared with; 'premium' for the premium tier's model.")
  private List<String> baseline = StandIns.USUAL.baseline();

  @Option(
      names = "--prices",
      split = ",",
      paramLabel = "LIST",
      description = "shipped (the configuration's) or research; both with a comma.")
  private List<String> prices = List.of("shipped");

  @Option(
      names = "--m",
      split = ",",
      paramLabel = "M",
      description = "Multipliers of the premium tier's output for hidden reasoning (1,4).")
  private List<Double> multipliers = List.of(1.0, 4.0);

  @Option(
      names = "--points",
      paramLabel = "N",
      defaultValue = "13",
      description = "Settings of the knob from 0 to 1, beside the presets (${DEFAULT-VALUE}).")
  private int points;

  @Option(
      names = "--task",
      paramLabel = "TASK",
      description = "What every prompt is said to be; without it they are classified.")
  private @Nullable String task;

  @Option(names = "--limit", paramLabel = "N", description = "At most so many prompts of each set.")
  private int limit;

  @Option(
      names = "--part",
      paramLabel = "K/N",
      description = "Only the K-th of N parts of each set, cut by prompt id.")
  private String part = "1/1";

  @Option(names = "--draws", paramLabel = "N", description = "Resamples of the bootstrap (2000).")
  private int draws = PairedBootstrap.USUAL_DRAWS;

  @Option(names = "--seed", paramLabel = "N", description = "Seed of the bootstrap (1).")
  private long seed = 1;

  @Option(
      names = "--concurrency",
      paramLabel = "N",
      defaultValue = "8",
      description = "Requests in flight (${DEFAULT-VALUE}).")
  private int concurrency;

  @Option(
      names = "--gate-folds",
      paramLabel = "FOLDER",
      description = {
        "Gates of `train gate --folds FOLDER`: each prompt is judged by one that never saw it."
      })
  private @Nullable Path gateFolds;

  @Option(names = "--html", paramLabel = "FILE", description = "Writes the report as a page.")
  private @Nullable Path html;

  @Option(names = "--json", paramLabel = "FILE", description = "Writes all figures as JSON.")
  private @Nullable Path json;

  @Spec private CommandSpec spec = CommandSpec.create();

  private final Office office;

  EvaluateRoutesCommand(Office office) {
    this.office = office;
    this.settings = new Settings(office.environment());
  }

  @Override
  public Integer call() throws Exception {
    Choice choice = choice();
    DemoCommand.quiet();
    RoutesReport report = report(choice);
    RoutesText.lines(report).forEach(spec.commandLine().getOut()::println);
    spec.commandLine().getOut().flush();
    write(html, RoutesHtml.of(report));
    write(json, RoutesJson.of(report));
    return ExitCode.DONE;
  }

  private Choice choice() {
    boolean known = task == null || TaskType.of(task).isPresent();
    boolean inRange = points >= 1 && concurrency >= 1 && draws >= 1 && limit >= 0;
    if (!known || !inRange || !part.matches("[1-9]\\d{0,3}/[1-9]\\d{0,3}")) {
      throw wrong("--task, --points, --draws, --limit, --concurrency or --part cannot be that");
    }
    String[] cut = part.split("/", -1);
    try {
      return new Choice(limit, Integer.parseInt(cut[0]), Integer.parseInt(cut[1]));
    } catch (IllegalArgumentException e) {
      throw wrong("--part goes from 1/N to N/N");
    }
  }

  private ParameterException wrong(String why) {
    return new ParameterException(spec.commandLine(), why);
  }

  private RoutesReport report(Choice choice) throws IOException, InterruptedException {
    GatewayConfig config = office.config(settings);
    try (TemporaryFolder data = TemporaryFolder.make("sluice-evaluate-")) {
      RoutesEvaluation.Wish wish = wish(choice, Files.readString(settings.file()), config);
      return new RoutesEvaluation(wish).run(data.path(), this::tell);
    } catch (CannotEvaluate e) {
      throw new UserError(String.valueOf(e.getMessage()));
    }
  }

  private RoutesEvaluation.Wish wish(Choice choice, String text, GatewayConfig config) {
    List<String> dearest = new ArrayList<>(premium);
    if (mix) {
      dearest.addFirst(MIX_PREMIUM);
    }
    return new RoutesEvaluation.Wish(
        directory,
        mix ? MIX_SETS : sets,
        mix ? MIX_WEIGHTS : weights,
        new StandIns(budget, standard, dearest, mix ? List.of(StandIns.PREMIUM) : baseline),
        choice,
        mix ? List.of("research") : prices,
        multipliers,
        points,
        task,
        text,
        config,
        draws,
        seed,
        concurrency,
        gateFolds == null ? GateFolds.CONFIGURED : GateFolds.in(gateFolds));
  }

  private void tell(Knob knob, int requests, Duration took) {
    spec.commandLine()
        .getErr()
        .printf(
            Locale.ROOT,
            "%-14s %,6d requests in %.1f s%n",
            knob.label(),
            requests,
            took.toMillis() / 1e3);
    spec.commandLine().getErr().flush();
  }

  private static void write(@Nullable Path file, String text) {
    if (file == null) {
      return;
    }
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UserError(file + " cannot be written: " + e.getMessage());
    }
  }
}
