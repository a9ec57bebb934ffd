package dev.sluice.server.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gateway.config.AdminConfig;
import dev.sluice.gateway.config.ConfigLoader;
import dev.sluice.gateway.config.GatewayConfig;
import dev.sluice.gateway.config.Loaded;
import dev.sluice.gateway.config.Problem;
import dev.sluice.gateway.config.Secret;
import dev.sluice.gateway.upstream.CircuitBreakers;
import dev.sluice.server.books.FakeBooks;
import dev.sluice.server.books.SampleRows;
import dev.sluice.server.http.Health;
import dev.sluice.server.http.Ulid;
import dev.sluice.server.net.Transport;
import io.netty.channel.EventLoopGroup;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class AdminApiTest {

  private static final String CONFIG =
      """
      providers: {p: {base_url: "http://127.0.0.1:1/v1", api_key: sk-provider-secret}}
      models: {one: {provider: p, tier: budget, price: {input: 0.1, output: 0.2}}}
      tiers: {budget: one}
      keys: [{name: app, key: sk-virtual-secret, budget_usd: {day: 5}}]
      admin: {token: admin-token-secret}
      ledger: {url: "jdbc:postgresql://127.0.0.1/x", password: database-secret}
      """;

  private final EventLoopGroup loops = Transport.best().newGroup(1, "test-admin");
  private final HttpClient client = HttpClient.newHttpClient();
  private final FakeBooks books = FakeBooks.of(SampleRows.all());
  private final CircuitBreakers breakers = new CircuitBreakers(() -> 0);
  private List<Problem> problems = List.of();
  @TempDir private Path folder;
  private AdminServer server;
  private AdminServer open;

  @BeforeEach
  void start() throws Exception {
    Path file = Files.writeString(folder.resolve("sluice.yaml"), CONFIG);
    GatewayConfig config =
        switch (ConfigLoader.load(file, Map.of())) {
          case Loaded.Ok ok -> ok.config();
          case Loaded.Invalid invalid -> throw new AssertionError(invalid.problems().toString());
        };
    InstantSource clock = InstantSource.fixed(SampleRows.TIME.plus(Duration.ofDays(1)));
    AdminDesk desk = new AdminDesk(books, () -> config, () -> problems, breakers, clock);
    server = server(new AdminConfig("127.0.0.1", 0, new Secret("token"), null), desk);
    open = server(new AdminConfig("127.0.0.1", 0, null, null), desk);
  }

  private AdminServer server(AdminConfig config, AdminDesk desk) throws Exception {
    Ulid ids = new Ulid(InstantSource.system(), RandomGenerator.getDefault());
    AdminServer started =
        new AdminServer(
            config, Transport.best(), loops, new Health(), () -> "sluice_up 1\n", ids, desk);
    started.start();
    return started;
  }

  @AfterEach
  void shutDown() {
    client.close();
    loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
  }

  @Test
  void needsTheToken() throws Exception {
    HttpResponse<String> answer =
        client.send(
            HttpRequest.newBuilder(uri(server, "keys")).build(),
            HttpResponse.BodyHandlers.ofString());

    assertThat(answer.statusCode()).isEqualTo(401);
  }

  @Test
  void makesChangesRotatesAndRevokesKeys() throws Exception {
    HttpResponse<String> made =
        send(
            "POST",
            "keys",
            "{\"name\":\"app\",\"rpm\":5,\"budget_usd\":{\"day\":1000,\"month\":2.5}}");
    HttpResponse<String> changed =
        send("PATCH", "keys/key_1", "{\"rpm\":null,\"tpm\":7,\"budget_usd\":{\"month\":3}}");
    HttpResponse<String> rotated = send("POST", "keys/key_1/rotate", "");
    HttpResponse<String> revoked = send("DELETE", "keys/key_1", "");

    assertThat(made.statusCode()).isEqualTo(201);
    assertThat(json(made).path("secret").asString()).isEqualTo("sk-sluice-secret-1");
    assertThat(made.headers().firstValue("cache-control")).contains("no-store");
    assertThat(made.body()).contains("\"budget_usd\":{\"day\":1000,\"month\":2.5,\"total\":null}");
    assertThat(changed.statusCode()).isEqualTo(200);
    assertThat(changed.body())
        .contains("\"rpm\":null", "\"tpm\":7", "{\"day\":1000,\"month\":3,\"total\":null}")
        .doesNotContain("secret");
    assertThat(json(rotated).path("secret").asString()).isEqualTo("sk-sluice-secret-2");
    assertThat(json(revoked).path("revoked").asString()).isNotEmpty();
    assertThat(send("GET", "keys", "").body())
        .contains("\"object\":\"list\"", "\"name\":\"app\"")
        .doesNotContain("secret", "hash");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "{'name':'x','colour':1}|colour",
        "{'name':'x','budget_usd':{'week':1}}|budget_usd.week",
        "{'name':'x','budget_usd':{'day':'1'}}|budget_usd.day",
        "{'name':'x','budget_usd':{'day':1e99}}|budget_usd.day",
        "{'name':'x','budget_usd':5}|budget_usd",
        "{'name':5}|name",
        "{}|name",
        "{'name':'x','rpm':1.5}|rpm",
        "{'name':'x','rpm':'5'}|rpm",
        "{'name':'x','concurrency':5000000000}|concurrency",
        "{'name':'x','models':['a',1]}|models",
        "{'name':'x','max_tier':'gold'}|max_tier",
        "{'name':'x','expires':'soon'}|expires",
        "{'name':'x','pacing':'yes'}|pacing",
        "{'name':'x','name':'y'}|-",
        "{'name':'x'} {}|-",
        "[]|-",
        "|-",
      })
  void refusesWhatIsNoKey(String body, String param) throws Exception {
    String sent = body == null ? "" : body.replace('\'', '"');

    HttpResponse<String> refused = send("POST", "keys", sent);

    assertThat(refused.statusCode()).isEqualTo(400);
    JsonNode error = json(refused).path("error");
    assertThat(error.propertyNames()).containsExactlyInAnyOrder("message", "type", "param", "code");
    assertThat(error.path("param").isNull() ? null : error.path("param").asString())
        .isEqualTo(param);
    assertThat(books.keys().list()).isEmpty();
  }

  @Test
  void namesWhatIsNotThere() throws Exception {
    send("POST", "keys", "{\"name\":\"app\"}");

    assertThat(send("POST", "keys", "{\"name\":\"app\"}").statusCode()).isEqualTo(400);
    assertThat(send("PATCH", "keys/app", "{}").statusCode()).isEqualTo(404);
    assertThat(send("DELETE", "keys/key_9", "").statusCode()).isEqualTo(404);
    assertThat(send("GET", "requests/none", "").statusCode()).isEqualTo(404);
    assertThat(send("GET", "nowhere", "").statusCode()).isEqualTo(404);
    assertThat(send("GET", "keys/", "").statusCode()).isEqualTo(404);
    assertThat(send("GET", "keys/key_1/rotate/x", "").statusCode()).isEqualTo(404);
  }

  @Test
  void saysWhichMethodsThereAre() throws Exception {
    HttpResponse<String> wrong = send("PUT", "keys", "{}");

    assertThat(wrong.statusCode()).isEqualTo(405);
    assertThat(wrong.headers().firstValue("allow")).contains("GET, POST, HEAD");
    assertThat(send("GET", "keys/key_1/rotate", "").headers().firstValue("allow")).contains("POST");
    assertThat(send("HEAD", "keys", "").statusCode()).isEqualTo(200);
  }

  @Test
  void takesJsonOnly() throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(uri(server, "keys"))
            .header("authorization", "Bearer token")
            .header("content-type", "text/plain")
            .POST(HttpRequest.BodyPublishers.ofString("{\"name\":\"app\"}"))
            .build();

    assertThat(client.send(request, HttpResponse.BodyHandlers.ofString()).statusCode())
        .isEqualTo(415);
  }

  @Test
  void takesNoOrdersFromOtherOriginsWithoutAToken() throws Exception {
    HttpRequest.Builder own =
        HttpRequest.newBuilder(uri(open, "reload"))
            .POST(HttpRequest.BodyPublishers.noBody())
            .header("origin", "http://127.0.0.1:" + open.port());
    HttpRequest.Builder foreign =
        HttpRequest.newBuilder(uri(open, "reload"))
            .POST(HttpRequest.BodyPublishers.noBody())
            .header("origin", "https://evil.example");

    assertThat(client.send(own.build(), HttpResponse.BodyHandlers.discarding()).statusCode())
        .isEqualTo(200);
    assertThat(client.send(foreign.build(), HttpResponse.BodyHandlers.discarding()).statusCode())
        .isEqualTo(403);
  }

  @Test
  void showsRequests() throws Exception {
    HttpResponse<String> newest = send("GET", "requests?limit=2", "");
    HttpResponse<String> one = send("GET", "requests/01KAG8H8G00000000000000001", "");

    assertThat(json(newest).path("data"))
        .extracting(row -> row.path("kind").asString())
        .containsExactly("answer", "hit");
    assertThat(json(one).path("data"))
        .extracting(row -> row.path("kind").asString())
        .containsExactly("draft", "answer");
    for (String limit : List.of("0", "1001", "x", "-1")) {
      HttpResponse<String> refused = send("GET", "requests?limit=" + limit, "");
      assertThat(refused.statusCode()).isEqualTo(400);
      assertThat(json(refused).at("/error/param").asString()).isEqualTo("limit");
    }
  }

  @Test
  void reports() throws Exception {
    HttpResponse<String> report = send("GET", "report?since=2d&by=model,tag%3Aapp", "");
    HttpResponse<String> csv = send("GET", "report?by=&format=csv", "");

    assertThat(json(report).path("lines")).hasSize(3);
    assertThat(json(report).at("/total/cost_nano_usd").asLong()).isEqualTo(206_000);
    assertThat(csv.headers().firstValue("content-type")).contains("text/csv; charset=utf-8");
    assertThat(csv.body()).startsWith("tier,requests,");
    assertThat(json(send("GET", "report?since=soon", "")).at("/error/param").asString())
        .isEqualTo("since");
    assertThat(json(send("GET", "report?form=csv", "")).at("/error/param").asString())
        .isEqualTo("form");
    assertThat(send("GET", "report?format=table", "").statusCode()).isEqualTo(400);
  }

  @Test
  void makesTwoReportsAtATime() throws Exception {
    CyclicBarrier bothAsked = new CyclicBarrier(3);
    CyclicBarrier mayEnd = new CyclicBarrier(3);
    books.beforeReports(() -> {
      await(bothAsked);
      await(mayEnd);
    });
    List<CompletableFuture<HttpResponse<String>>> two = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      two.add(client.sendAsync(request("GET", "report", ""), HttpResponse.BodyHandlers.ofString()));
    }
    await(bothAsked);

    HttpResponse<String> third = send("GET", "report", "");

    assertThat(third.statusCode()).isEqualTo(503);
    assertThat(third.headers().firstValue("retry-after")).contains("5");
    await(mayEnd);
    for (CompletableFuture<HttpResponse<String>> each : two) {
      assertThat(each.get(30, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
    }
    books.beforeReports(() -> {});
    assertThat(send("GET", "report", "").statusCode()).isEqualTo(200);
  }

  private static void await(CyclicBarrier barrier) {
    try {
      barrier.await(30, TimeUnit.SECONDS);
    } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void showsTheConfigurationWithoutItsSecrets() throws Exception {
    HttpResponse<String> config = send("GET", "config", "");

    assertThat(config.statusCode()).isEqualTo(200);
    assertThat(config.body()).doesNotContain("secret");
    JsonNode json = json(config);
    assertThat(json.at("/providers/p/api_key").asString()).isEqualTo("***");
    assertThat(json.at("/providers/p/base_url").asString()).isEqualTo("http://127.0.0.1:1/v1");
    assertThat(json.at("/keys/0/key").asString()).isEqualTo("***");
    assertThat(json.at("/keys/0/limits/budget/day").asString()).isEqualTo("5.000000000");
    assertThat(json.at("/ledger/password").asString()).isEqualTo("***");
    assertThat(json.at("/tiers/budget").asString()).isEqualTo("one");
    assertThat(json.at("/models/one/tier").asString()).isEqualTo("budget");
    assertThat(json.at("/routes/general/0").asString()).isEqualTo("one");
  }

  @Test
  void reloads() throws Exception {
    assertThat(json(send("POST", "reload", "")).path("status").asString()).isEqualTo("reloaded");
    problems = List.of(new Problem("sluice.yaml", 3, "unknown key 'modles'"));

    HttpResponse<String> refused = send("POST", "reload", "");

    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(json(refused).at("/error/message").asString())
        .contains("sluice.yaml:3: unknown key 'modles'");
  }

  @Test
  void showsProvidersAndTheirBreakers() throws Exception {
    assertThat(breakers.of("p", "one").isOpen()).isFalse();

    JsonNode provider = json(send("GET", "providers", "")).at("/data/0");

    assertThat(provider.path("name").asString()).isEqualTo("p");
    assertThat(provider.path("has_key").asBoolean()).isTrue();
    assertThat(provider.at("/breakers/one").asString()).isEqualTo("closed");
  }

  @Test
  void saysWhenTheDatabaseIsGone() throws Exception {
    books.breakDown();

    HttpResponse<String> answer = send("GET", "report", "");

    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(json(answer).at("/error/code").asString()).isEqualTo("ledger_unavailable");
  }

  private static URI uri(AdminServer server, String path) {
    return URI.create("http://127.0.0.1:" + server.port() + "/admin/v1/" + path);
  }

  private HttpResponse<String> send(String method, String path, String body) throws Exception {
    return client.send(request(method, path, body), HttpResponse.BodyHandlers.ofString());
  }

  private HttpRequest request(String method, String path, String body) {
    return HttpRequest.newBuilder(uri(server, path))
        .header("authorization", "Bearer token")
        .header("content-type", "application/json")
        .method(
            method,
            body.isEmpty()
                ? HttpRequest.BodyPublishers.noBody()
                : HttpRequest.BodyPublishers.ofString(body))
        .build();
  }

  private static JsonNode json(HttpResponse<String> answer) {
    return JsonMapper.shared().readTree(answer.body());
  }
}
