package dev.sluice.server.evaluate;

import dev.sluice.gateway.config.GatewayConfig;
import dev.sluice.gateway.ledger.LedgerRow;
import dev.sluice.gateway.terms.Tier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Sends every prompt with every setting through a gateway, a few at a time, and joins what was
/// served with what the ledger says was paid.
final class RoutesReplay {

  /// Requests before those that count, so that times are not those of a program that just started.
  private static final int WARM_UP = 300;

  private final List<Knob> knobs;
  private final List<Case> cases;
  private final Wishes wishes;
  private final Served[][] served;
  private int failures;

  RoutesReplay(List<Knob> knobs, List<Case> cases, Wishes wishes) {
    this.knobs = knobs;
    this.cases = cases;
    this.wishes = wishes;
    this.served = new Served[knobs.size()][cases.size()];
  }

  /// How to replay.
  ///
  /// @param yaml the user's configuration, found valid
  /// @param config the same, read
  /// @param task what every request is said to be; null to have it classified
  /// @param concurrency requests in flight
  /// @param data an empty folder for the books
  /// @param gates what the quality gates learned
  record Wishes(
      String yaml,
      GatewayConfig config,
      @Nullable String task,
      int concurrency,
      Path data,
      GateFolds gates,
      ReplayProgress progress,
      LongSupplier nanoTime) {}

  /// What was served.
  ///
  /// @param byKnob for each setting, each prompt's
  /// @param failures attempts that gave no answer, which a recorded answer is no reason for
  record Replayed(List<List<Served>> byKnob, int failures) {}

  /// A request that is still without its rows.
  private record Asked(int knob, int index, ReplayClient.Reply reply, List<Served.Paid> paid) {}

  /// What a gateway is started for.
  private record Kind(Set<Tier> tiers, int fold) {}

  /// Sets with the same tiers share a gateway, and so do prompts with the same gate.
  Replayed run() throws IOException, InterruptedException {
    Map<Kind, List<Integer>> groups = new LinkedHashMap<>();
    for (int i = 0; i < cases.size(); i++) {
      Case of = cases.get(i);
      Kind kind = new Kind(of.ladder().models().keySet(), wishes.gates().fold(of.prompt()));
      groups.computeIfAbsent(kind, _ -> new ArrayList<>()).add(i);
    }
    int number = 0;
    for (Map.Entry<Kind, List<Integer>> group : groups.entrySet()) {
      replay(group.getKey(), group.getValue(), wishes.data().resolve("books-" + number));
      number++;
    }
    List<List<Served>> byKnob = new ArrayList<>();
    for (Served[] row : served) {
      byKnob.add(List.of(row));
    }
    return new Replayed(byKnob, failures);
  }

  private void replay(Kind kind, List<Integer> group, Path data)
      throws IOException, InterruptedException {
    List<Case> asked = group.stream().map(cases::get).toList();
    try (RecordedProvider provider = RecordedProvider.start(asked, wishes.config())) {
      GatewayConfig config =
          RunConfig.of(
              wishes.yaml(), provider.baseUrl(), kind.tiers(), wishes.gates().gate(kind.fold()));
      Files.createDirectories(data);
      try (ReplayGateway gateway = ReplayGateway.start(config, data);
          ReplayClient client = new ReplayClient(gateway.url(), wishes.task())) {
        ask(client, 0, group.subList(0, Math.min(WARM_UP, group.size())));
        Map<String, Asked> open = new HashMap<>();
        for (int knob = 0; knob < knobs.size(); knob++) {
          long start = wishes.nanoTime().getAsLong();
          ask(client, knob, group).forEach(one -> open.put(one.reply().requestId(), one));
          Duration took = Duration.ofNanos(wishes.nanoTime().getAsLong() - start);
          wishes.progress().done(knobs.get(knob), group.size(), took);
        }
        gateway.rows(row -> join(row, open, config));
        open.values().forEach(this::settle);
      }
    }
  }

  private List<Asked> ask(ReplayClient client, int knob, List<Integer> group)
      throws InterruptedException {
    AtomicInteger next = new AtomicInteger();
    Callable<List<Asked>> lane =
        () -> {
          List<Asked> asked = new ArrayList<>();
          for (int i = next.getAndIncrement(); i < group.size(); i = next.getAndIncrement()) {
            int index = group.get(i);
            ReplayClient.Reply reply = client.ask(knobs.get(knob), cases.get(index).prompt());
            asked.add(new Asked(knob, index, reply, new ArrayList<>()));
          }
          return asked;
        };
    List<Asked> all = new ArrayList<>();
    try (ExecutorService lanes = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<List<Asked>>> some = Collections.nCopies(wishes.concurrency(), lane);
      for (Future<List<Asked>> done : lanes.invokeAll(some)) {
        all.addAll(done.get());
      }
    } catch (ExecutionException e) {
      throw e.getCause() instanceof CannotEvaluate told
          ? told
          : new IllegalStateException("the replay failed", e.getCause());
    }
    return all;
  }

  private void join(LedgerRow row, Map<String, Asked> open, GatewayConfig config) {
    Asked asked = open.get(row.requestId());
    if (asked == null || row.kind() == LedgerRow.Kind.SHADOW) {
      return;
    }
    boolean isClean = row.result().status() == 200 && row.state() != LedgerRow.State.UNKNOWN;
    failures += isClean ? 0 : 1;
    String model = row.target().model();
    asked
        .paid()
        .add(
            new Served.Paid(
                model,
                RecordedProvider.tier(config.model(model)),
                row.kind(),
                row.tokens().allInput(),
                row.tokens().allOutput()));
  }

  private void settle(Asked asked) {
    ReplayClient.Reply reply = asked.reply();
    Tier tier =
        Tier.of(reply.tier())
            .orElseThrow(() -> new IllegalStateException("served by no tier: " + reply.tier()));
    Case of = cases.get(asked.index());
    if (!of.answer(tier).text().equals(reply.text()) || asked.paid().isEmpty()) {
      throw new IllegalStateException(
          "what was served for " + of.id() + " is not what " + tier + " said: " + asked);
    }
    served[asked.knob()][asked.index()] =
        new Served(tier, reply.task(), reply.overheadMillis(), asked.paid());
  }
}
