package dev.sluice.server.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.fixtures.traffic.SampleRequest;
import dev.sluice.gateway.terms.TaskType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/// An application that talks to the gateway as any other does: over HTTP/1.1, with a key that means
/// nothing, reading every answer to its end. Any thread; waits.
public final class DemoClient implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String EVENTS = "text/event-stream";

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();
  private final URI chat;
  private final LongSupplier nanoTime;

  /// @param gateway where callers connect, without `/v1`
  public DemoClient(String gateway, LongSupplier nanoTime) {
    this.chat = URI.create(gateway + "/v1/chat/completions");
    this.nanoTime = nanoTime;
  }

  /// Sends a request and reads its answer; failures are part of what it returns.
  Observation ask(SampleRequest sample) throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(chat)
            .timeout(PATIENCE)
            .header("content-type", "application/json")
            .header("authorization", "Bearer demo")
            .POST(BodyPublishers.ofByteArray(sample.jsonBody()))
            .build();
    long start = nanoTime.getAsLong();
    try {
      HttpResponse<InputStream> response = http.send(request, BodyHandlers.ofInputStream());
      return read(sample.task(), response, start);
    } catch (IOException e) {
      String told = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
      return lost(sample.task(), told, since(start));
    }
  }

  private Observation read(TaskType labelled, HttpResponse<InputStream> response, long start)
      throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Duration firstByte;
    try (InputStream in = response.body()) {
      int first = in.read();
      firstByte = since(start);
      if (first >= 0) {
        bytes.write(first);
        in.transferTo(bytes);
      }
    }
    Duration latency = since(start);
    int status = response.statusCode();
    boolean stream = response.headers().firstValue("content-type").orElse("").startsWith(EVENTS);
    AnswerBody body =
        stream
            ? AnswerBody.events(bytes.toString(UTF_8))
            : AnswerBody.json(status, bytes.toString(UTF_8));
    return new Observation(
        labelled,
        status,
        body.failure(),
        new AnswerFacts(response.headers(), body.usageNode()).read(),
        body.usage(),
        latency,
        firstByte);
  }

  private static Observation lost(TaskType labelled, String failure, Duration after) {
    return new Observation(
        labelled, 0, failure, Observation.Facts.NONE, Optional.empty(), after, after);
  }

  private Duration since(long start) {
    return Duration.ofNanos(nanoTime.getAsLong() - start);
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
