package dev.sluice.server.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.fixtures.SampleModels;
import dev.sluice.fixtures.SimulatedProvider;
import dev.sluice.fixtures.traffic.SampleTraffic;
import dev.sluice.gateway.config.LedgerConfig;
import dev.sluice.gateway.money.Price;
import dev.sluice.gateway.money.Usd;
import dev.sluice.server.demo.DemoClient;
import dev.sluice.server.demo.Figures;
import dev.sluice.server.demo.NextSteps;
import dev.sluice.server.demo.Replay;
import dev.sluice.server.demo.Screen;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DemoGatewayTest {

  private static final DemoGateway.Ports ANY = new DemoGateway.Ports(0, true);
  private static final Price STANDARD =
      Price.of(Usd.ofNanos(100_000_000), Usd.ofNanos(250_000_000));

  private final SimulatedProvider provider = SimulatedModels.start(SampleModels.instant());

  @AfterEach
  void stopTheProvider() {
    provider.close();
  }

  @Test
  void answersAllSampleTrafficAndAccountsForIt() throws InterruptedException {
    try (DemoGateway gateway = DemoGateway.start(shipped(), provider, ANY);
        DemoClient client = new DemoClient(gateway.running().dataUrl(), System::nanoTime)) {
      Replay.Result result =
          new Replay(client, 4, System::nanoTime)
              .run(SampleTraffic.load().mix(60, 7), observation -> {});
      Figures figures = Figures.of(result, STANDARD, 0, 7);

      assertThat(figures.failures()).isEmpty();
      assertThat(figures.answered()).isEqualTo(60);
      assertThat(figures.all().hits()).isPositive();
      assertThat(figures.all().cost().nanos()).isEqualTo(provider.invoice().totalNanoUsd());
      assertThat(figures.againstBaseline().share()).isPositive();
      assertThat(figures.againstStandard().instead().nanos()).isPositive();
    }
  }

  @Test
  void tellsOfFailuresWhereNobodyAnswers() throws InterruptedException {
    String nobody;
    try (DemoGateway gateway = DemoGateway.start(shipped(), provider, ANY)) {
      nobody = gateway.running().dataUrl();
    }
    try (DemoClient client = new DemoClient(nobody, System::nanoTime)) {
      Replay.Result result =
          new Replay(client, 2, System::nanoTime)
              .run(SampleTraffic.load().mix(3, 7), observation -> {});

      assertThat(Figures.of(result, STANDARD, 0, 7).answered()).isZero();
    }
  }

  @Test
  void hasAnAnswerToTheSuggestedQuestion() throws IOException, InterruptedException {
    try (DemoGateway gateway = DemoGateway.start(shipped(), provider, ANY);
        HttpClient http = HttpClient.newHttpClient()) {
      String url = gateway.running().dataUrl();
      String shown = String.join("\n", NextSteps.lines(url, "", Screen.PLAIN));
      String body = shown.substring(shown.indexOf("-d '") + 4, shown.indexOf("}'") + 1);

      String answer =
          http.send(
                  HttpRequest.newBuilder(URI.create(url + "/v1/chat/completions"))
                      .header("content-type", "application/json")
                      .POST(HttpRequest.BodyPublishers.ofString(body))
                      .build(),
                  BodyHandlers.ofString())
              .body();

      assertThat(answer).contains("Canberra");
    }
  }

  @Test
  void callsNoRealProvider(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("own.yaml");
    Files.writeString(
        file,
        Files.readString(shipped().file())
            .replace(
                "${GLOBAL_API_BASE_URL:-https://global-apis.com/v1}", "https://example.com/v1"));
    Settings own = new Settings(Map.of("SLUICE_CONFIG", file.toString()));

    assertThatThrownBy(() -> DemoGateway.start(own, provider, ANY).close())
        .isInstanceOf(UserError.class)
        .hasMessageContaining("global at https://example.com/v1");
  }

  @Test
  void usesNoDatabaseOfTheFile(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("own.yaml");
    Files.writeString(
        file,
        Files.readString(shipped().file())
            + "\nledger: {url: \"jdbc:postgresql://127.0.0.1:1/none\", user: u}\n");
    Settings own =
        new Settings(
            Map.of(
                "SLUICE_CONFIG",
                file.toString(),
                "SLUICE_DATA",
                folder.resolve("data").toString()));

    try (DemoGateway gateway = DemoGateway.start(own, provider, ANY)) {
      assertThat(gateway.config().ledger()).isEqualTo(LedgerConfig.DEFAULT);
    }
  }

  @Test
  void takesTheNextFreePortOrSaysThatItsOwnIsTaken() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();

      DemoGateway.Ports.Pair next = new DemoGateway.Ports(port, false).choose();

      assertThat(next.data()).isGreaterThan(port);
      assertThat(next.management()).isGreaterThan(next.data());
      assertThatThrownBy(() -> new DemoGateway.Ports(port, true).choose())
          .isInstanceOf(UserError.class)
          .hasMessageContaining("Port " + port + " is taken");
    }
  }

  private static Settings shipped() {
    return new Settings(Map.of("SLUICE_CONFIG", Path.of("..", "config", "sluice.yaml").toString()));
  }
}
