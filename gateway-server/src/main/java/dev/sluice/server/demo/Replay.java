package dev.sluice.server.demo;

import dev.sluice.fixtures.traffic.SampleRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.LongSupplier;

/// Sends requests in their order, a fixed number at a time: the next one starts when any of those
/// under way ends, so that a repeat comes after its original or meets it in flight.
public final class Replay {

  private final DemoClient client;
  private final int concurrency;
  private final LongSupplier nanoTime;

  public Replay(DemoClient client, int concurrency, LongSupplier nanoTime) {
    this.client = client;
    this.concurrency = concurrency;
    this.nanoTime = nanoTime;
  }

  /// What came of it.
  ///
  /// @param observations in the order of the requests
  public record Result(List<Observation> observations, Duration took) {
    public Result {
      observations = List.copyOf(observations);
    }
  }

  /// Sends them all and waits for the last answer.
  ///
  /// @throws InterruptedException when interrupted; what is under way is broken off
  public Result run(List<SampleRequest> requests, Progress progress) throws InterruptedException {
    long start = nanoTime.getAsLong();
    AtomicInteger next = new AtomicInteger();
    AtomicReferenceArray<Observation> seen = new AtomicReferenceArray<>(requests.size());
    Callable<Boolean> lane =
        () -> {
          for (int i = next.getAndIncrement(); i < requests.size(); i = next.getAndIncrement()) {
            Observation observation = client.ask(requests.get(i));
            seen.set(i, observation);
            synchronized (progress) {
              progress.add(observation);
            }
          }
          return true;
        };
    try (ExecutorService lanes = Executors.newVirtualThreadPerTaskExecutor()) {
      check(lanes.invokeAll(Collections.nCopies(concurrency, lane)));
    }
    List<Observation> observations = new ArrayList<>(requests.size());
    for (int i = 0; i < requests.size(); i++) {
      observations.add(seen.get(i));
    }
    return new Result(observations, Duration.ofNanos(nanoTime.getAsLong() - start));
  }

  /// A lane never fails but by a bug.
  private static void check(List<Future<Boolean>> lanes) throws InterruptedException {
    for (Future<Boolean> lane : lanes) {
      try {
        lane.get();
      } catch (ExecutionException e) {
        throw new IllegalStateException("the replay failed", e.getCause());
      }
    }
  }
}
