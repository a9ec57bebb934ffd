import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// What the scenarios of every client from Maven stand on: the shared texts, the provider's
/// counters, the runner.
final class Harness {
  static final ObjectMapper JSON = new ObjectMapper();
  static final JsonNode BOOK = book();
  static final JsonNode TOOL = BOOK.path("tool");
  static final JsonNode USAGE = BOOK.path("usage");
  static final String BASE_URL = System.getenv("COMPAT_BASE_URL");
  static final String API_KEY = System.getenv("COMPAT_KEY");
  static final String WRONG_KEY = "sk-wrong-key-of-nobody";
  static final String LONG_ANSWER =
      IntStream.rangeClosed(1, 500).mapToObj(Integer::toString).collect(Collectors.joining(" "));

  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private Harness() {}

  /// One scenario; it throws where the client does not do as it should.
  interface Scenario {
    void run() throws Exception;
  }

  /// The scenario that a client has no counterpart of.
  record None(String reason) implements Scenario {
    @Override
    public void run() {}
  }

  /// A prompt that the provider knows.
  ///
  /// @param run the word of its own by which its requests are counted
  record Asked(String text, String run) {
    static Asked of(String scenario) {
      String run = UUID.randomUUID().toString().substring(0, 8);
      return new Asked("[compat:" + scenario + ":" + run + "] Please.", run);
    }
  }

  static String prompt(String scenario) {
    return Asked.of(scenario).text();
  }

  static String answer(String scenario) {
    return BOOK.path("answers").path(scenario).asText();
  }

  static String model(String role) {
    return BOOK.path("models").path(role).asText();
  }

  static JsonNode json(String text) throws IOException {
    return JSON.readTree(text);
  }

  /// How many requests with this word the provider got.
  static int requests(String run) throws Exception {
    return control("/requests?run=" + run);
  }

  /// Runs what cancels an answer, and waits until the provider has seen it.
  static void cancels(Scenario work) throws Exception {
    int before = control("/cancelled");
    work.run();
    check(control("/cancelled?above=" + before) > before, "the provider saw no cancel");
  }

  /// Runs what gets an answer after a 429, and checks that the client waited as told.
  static void waitsOut(String run, Scenario work) throws Exception {
    long start = System.nanoTime();
    work.run();
    same(requests(run), 2);
    long waited = Duration.ofNanos(System.nanoTime() - start).toMillis();
    check(waited >= 950, "the client waited only " + waited + " ms");
  }

  static Throwable rejection(Scenario work) throws Exception {
    try {
      work.run();
    } catch (Exception failure) {
      return failure;
    }
    throw new AssertionError("no error was raised");
  }

  /// Text of a stream that was cut: some of the answer, not all.
  static void checkPart(String text) {
    check(!text.isEmpty() && answer("cut").startsWith(text) && !text.equals(answer("cut")), text);
  }

  static void same(Object seen, Object expected) {
    check(Objects.equals(seen, expected), seen + " is not " + expected);
  }

  static void check(boolean good, String message) {
    if (!good) {
      throw new AssertionError(message);
    }
  }

  private static int control(String path) throws Exception {
    URI uri = URI.create(System.getenv("COMPAT_CONTROLS") + path);
    return Integer.parseInt(
        HTTP.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString()).body());
  }

  private static JsonNode book() {
    try {
      return JSON.readTree(new File(System.getenv("COMPAT_SCENARIOS")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Runs the scenarios of a client, prints a line for each and ends the process.
  ///
  /// @param artifact under which name the client's jar is on the class path
  static void runAll(String name, String artifact, Map<String, Scenario> scenarios) {
    Matcher version =
        Pattern.compile(artifact + "-([0-9.]+)\\.jar").matcher(System.getProperty("java.class.path"));
    System.out.println("client " + name + "|" + (version.find() ? version.group(1) : ""));
    ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    BOOK.path("scenarios")
        .fieldNames()
        .forEachRemaining(
            scenario -> System.out.println(outcome(scenario, scenarios.get(scenario), threads)));
    System.exit(0);
  }

  private static String outcome(String name, Scenario scenario, ExecutorService threads) {
    if (scenario instanceof None none) {
      return "none " + name + ": " + none.reason();
    }
    Callable<Boolean> call =
        () -> {
          scenario.run();
          return true;
        };
    try {
      threads.submit(call).get(60, TimeUnit.SECONDS);
      return "ok " + name;
    } catch (ExecutionException e) {
      return failed(name, e.getCause());
    } catch (Exception e) {
      return failed(name, e);
    }
  }

  private static String failed(String name, Throwable why) {
    String text = why.toString().replaceAll("\\s+", " ");
    return "FAILED " + name + ": " + text.substring(0, Math.min(300, text.length()));
  }
}
