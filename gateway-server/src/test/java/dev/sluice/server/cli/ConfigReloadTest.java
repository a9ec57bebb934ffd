package dev.sluice.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gateway.config.ConfigLoader;
import dev.sluice.gateway.config.GatewayConfig;
import dev.sluice.gateway.config.Loaded;
import dev.sluice.server.LiveConfig;
import dev.sluice.server.e2e.CapturedLog;
import dev.sluice.server.net.LeakWatch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(LeakWatch.class)
class ConfigReloadTest {

  private static final String FILE =
      """
      providers: {p: {base_url: "http://127.0.0.1:1/v1", api_key: "${KEY}"}}
      models: {one: {provider: p, tier: budget}, two: {provider: p, tier: budget}}
      tiers: {budget: one}
      """;

  private final List<Boolean> told = new CopyOnWriteArrayList<>();
  @TempDir private Path folder;
  private Path file;
  private LiveConfig live;
  private ConfigReload reload;

  @BeforeEach
  void start() throws IOException {
    file = Files.writeString(folder.resolve("sluice.yaml"), FILE);
    live = new LiveConfig(loaded());
    reload =
        new ConfigReload(
            file,
            Map.of("KEY", "sk-12345678"),
            UnaryOperator.identity(),
            live,
            () -> {},
            told::add);
  }

  @AfterEach
  void stop() {
    reload.close();
  }

  private GatewayConfig loaded() {
    return switch (ConfigLoader.load(file, Map.of("KEY", "sk-12345678"))) {
      case Loaded.Ok ok -> ok.config();
      case Loaded.Invalid invalid -> throw new IllegalStateException(invalid.problems().toString());
    };
  }

  @Test
  void putsAChangedFileIntoEffect() throws IOException {
    Files.writeString(file, FILE.replace("budget: one", "budget: two"));

    reload.reloadIfChanged();

    assertThat(live.config().tiers()).containsValue("two");
    assertThat(told).containsExactly(true);
  }

  @Test
  void doesNothingWhileTheFileStaysTheSame() throws IOException {
    GatewayConfig before = live.config();
    Files.writeString(file, FILE);

    reload.reloadIfChanged();

    assertThat(live.config()).isSameAs(before);
    assertThat(told).isEmpty();
  }

  @Test
  void keepsTheOldConfigurationWhenTheNewOneIsBadAndSaysSoOnce() throws IOException {
    GatewayConfig before = live.config();
    Files.writeString(file, FILE + "nonsense: 1\n");

    reload.reloadIfChanged();
    reload.reloadIfChanged();

    assertThat(live.config()).isSameAs(before);
    assertThat(told).containsExactly(false);
  }

  @Test
  void refusesAChangeThatWouldOpenTheGatewayToAll() throws IOException {
    GatewayConfig before = live.config();
    Files.writeString(file, FILE + "listen: {host: 0.0.0.0}\n");

    reload.reloadIfChanged();

    assertThat(live.config()).isSameAs(before);
    assertThat(told).containsExactly(false);
  }

  @Test
  void saysThatSomethingNeedsARestart() throws IOException {
    try (CapturedLog log = CapturedLog.open()) {
      Files.writeString(file, FILE + "ledger: {spool: 64MiB}\n");

      reload.reloadIfChanged();

      assertThat(log.lines())
          .anyMatch(
              line -> line.contains("what needs a restart has changed too (listeners, ledger)"));
    }
  }

  @Test
  void recoversOnceTheFileIsGoodAgain() throws IOException {
    Files.writeString(file, "{");
    reload.reloadIfChanged();
    Files.writeString(file, FILE.replace("budget: one", "budget: two"));

    reload.reloadIfChanged();

    assertThat(live.config().tiers()).containsValue("two");
    assertThat(told).containsExactly(false, true);
  }

  @Test
  void survivesAFileThatIsGone() throws IOException {
    GatewayConfig before = live.config();
    Files.delete(file);

    reload.reloadIfChanged();

    assertThat(live.config()).isSameAs(before);
    assertThat(told).isEmpty();
  }
}
