package dev.sluice.server.money;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/// A client that asks all kinds of questions, leaves some streams early, and remembers which
/// requests it saw answered to the last byte.
final class Caller implements Runnable {

  private static final List<String> MODELS =
      List.of(
          "auto",
          "auto",
          "auto:quality",
          "tier:budget",
          "Qwen/Qwen3-8B",
          "deepseek-v4-flash",
          "deepseek-reasoner",
          "gpt-4o");

  private static final List<String> QUESTIONS =
      List.of(
          "What is the capital of country number %d?",
          "Translate to French: I have %d apples.",
          "Classify the sentiment as positive or negative: parcel %d came late.",
          "Write a Java method that returns the sum of the first %d primes.",
          "A train leaves at %d minutes past nine; when is it there? Answer with a number.",
          "Summarise: the committee met %d times and agreed on nothing.");

  /// What the callers of one test share.
  ///
  /// @param gateway where it is at the moment
  /// @param left requests that are still to be sent
  /// @param answered ids of requests that were answered to the last byte
  record Shared(
      HttpClient http,
      Supplier<URI> gateway,
      AtomicInteger left,
      Queue<String> answered,
      AtomicInteger broken) {

    static Shared of(Supplier<URI> gateway, int requests) {
      return new Shared(
          HttpClient.newBuilder()
              .version(HttpClient.Version.HTTP_1_1)
              .connectTimeout(Duration.ofSeconds(5))
              .build(),
          gateway,
          new AtomicInteger(requests),
          new ConcurrentLinkedQueue<>(),
          new AtomicInteger());
    }
  }

  private final Shared shared;
  private final SplittableRandom random;

  Caller(Shared shared, SplittableRandom random) {
    this.shared = shared;
    this.random = random;
  }

  @Override
  public void run() {
    while (shared.left().decrementAndGet() >= 0) {
      try {
        ask();
      } catch (ConnectException e) { // it starts again; nothing was sent
        shared.left().incrementAndGet();
        LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
      } catch (IOException e) {
        shared.broken().incrementAndGet(); // the gateway was killed, or told of a failure
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private void ask() throws IOException, InterruptedException {
    boolean stream = random.nextInt(100) < 45;
    boolean leaves = stream && random.nextInt(100) < 25;
    HttpResponse<InputStream> response =
        shared
            .http()
            .send(
                HttpRequest.newBuilder(shared.gateway().get().resolve("/v1/chat/completions"))
                    .timeout(Duration.ofSeconds(30))
                    .header("content-type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(body(stream)))
                    .build(),
                HttpResponse.BodyHandlers.ofInputStream());
    try (InputStream in = response.body()) {
      if (leaves) {
        in.readNBytes(random.nextInt(2000));
        return;
      }
      String text = new String(in.readAllBytes(), UTF_8);
      boolean whole = !stream || text.endsWith("data: [DONE]\n\n");
      if (response.statusCode() == 200 && whole) {
        response.headers().firstValue("x-request-id").ifPresent(shared.answered()::add);
      }
    }
  }

  /// One question in five was asked before.
  private String body(boolean stream) {
    int number = random.nextInt(5) == 0 ? random.nextInt(8) : random.nextInt(1_000_000);
    String question = QUESTIONS.get(random.nextInt(QUESTIONS.size())).formatted(number);
    String fault = random.nextInt(8) == 0 ? " fault-" + random.nextInt(6) : "";
    String more =
        stream && random.nextBoolean() ? ",\"stream_options\":{\"include_usage\":true}" : "";
    String bound = random.nextInt(4) == 0 ? ",\"max_tokens\":" + random.nextInt(4, 300) : "";
    return "{\"model\":\"%s\",\"stream\":%s%s%s,\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}]}"
        .formatted(
            MODELS.get(random.nextInt(MODELS.size())), stream, more, bound, question + fault);
  }
}
