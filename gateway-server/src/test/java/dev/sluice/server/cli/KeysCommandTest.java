package dev.sluice.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gateway.access.VirtualKey;
import dev.sluice.gateway.config.KeyLimits;
import dev.sluice.gateway.money.Usd;
import dev.sluice.gateway.terms.Tier;
import dev.sluice.server.books.Books;
import dev.sluice.server.books.FakeBooks;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class KeysCommandTest {

  private final FakeBooks books = FakeBooks.of(List.of());
  @TempDir private Path folder;

  @Test
  void makesAKeyAndShowsItsSecretOnce() throws Exception {
    Cli.Ran made =
        run(
            "keys",
            "create",
            "--name",
            "app",
            "--team=blue",
            "--models",
            "auto,tier:budget",
            "--max-tier=standard",
            "--rpm=60",
            "--tpm=9000",
            "--concurrency=4",
            "--budget-day=2.50",
            "--budget-month=40",
            "--budget-total=100",
            "--pacing",
            "--expires=2027-01-31",
            "--passthrough");

    assertThat(made.exit()).isZero();
    assertThat(made.out())
        .contains("\n  sk-sluice-secret-1\n")
        .contains("export OPENAI_API_KEY=sk-sluice-secret-1\n")
        .contains("export OPENAI_BASE_URL=http://127.0.0.1:8080/v1\n");
    VirtualKey key = books.keys().list().getFirst();
    assertThat(key.team()).isEqualTo("blue");
    assertThat(key.passthrough()).isTrue();
    assertThat(key.limits())
        .isEqualTo(
            new KeyLimits(
                List.of("auto", "tier:budget"),
                Tier.STANDARD,
                60L,
                9_000L,
                4,
                new KeyLimits.Budget(Usd.parse("2.5"), Usd.parse("40"), Usd.parse("100")),
                true,
                Instant.parse("2027-01-31T00:00:00Z"),
                null));
    Cli.Ran list = run("keys", "list");
    assertThat(list.out()).doesNotContain("secret").contains("blue", "auto,tier:budget");
    assertThat(list.out()).contains("up to standard, 60 requests/min", "$2.5/day", "paced");
    assertThat(run("keys", "list", "--format", "json").out()).doesNotContain("secret");
  }

  @Test
  void listsKeysAsJson() throws Exception {
    run("keys", "create", "--name", "app", "--budget-day=100");

    JsonNode key = JsonMapper.shared().readTree(run("keys", "list", "--format=json").out()).get(0);

    assertThat(key.propertyNames())
        .contains("id", "name", "team", "models", "max_tier", "rpm", "tpm", "concurrency")
        .contains("budget_usd", "expires", "revoked");
    assertThat(key.at("/budget_usd/day").asInt()).isEqualTo(100);
    assertThat(key.at("/budget_usd/month").isNull()).isTrue();
  }

  @Test
  void givesANewSecretAndRevokes() throws Exception {
    run("keys", "create", "--name", "app");

    assertThat(run("keys", "rotate", "app").out()).contains("sk-sluice-secret-2");
    assertThat(run("keys", "revoke", "key_1").out()).isEqualTo("Key 'key_1' is revoked.\n");
    assertThat(run("keys", "list").out()).contains("revoked 2026-11-20");
    assertThat(run("keys", "rotate", "app").exit()).isEqualTo(ExitCode.USER);
  }

  @Test
  void saysWhatCannotBeDone() throws Exception {
    run("keys", "create", "--name", "app");

    Cli.Ran twice = run("keys", "create", "--name", "app");
    Cli.Ran unknown = run("keys", "revoke", "nobody");

    assertThat(twice.exit()).isEqualTo(ExitCode.USER);
    assertThat(twice.err()).isEqualTo("name: there is a key 'app' already.\n");
    assertThat(unknown.exit()).isEqualTo(ExitCode.USER);
    assertThat(unknown.err()).contains("There is no key 'nobody'");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--max-tier=gold",
        "--budget-day=much",
        "--budget-day=1e99",
        "--expires=soon",
        "--rpm=many",
        "--colour=red"
      })
  void refusesWrongValues(String option) throws Exception {
    assertThat(run("keys", "create", "--name", "app", option).exit()).isEqualTo(ExitCode.USAGE);
    assertThat(books.keys().list()).isEmpty();
  }

  @Test
  void needsANameAndAVerb() throws Exception {
    assertThat(run("keys", "create").exit()).isEqualTo(ExitCode.USAGE);
    assertThat(run("keys").exit()).isEqualTo(ExitCode.USAGE);
  }

  @Test
  void listsNothingWhereThereIsNothing() throws Exception {
    Cli.Ran ran = new Cli(folder, Books.Opener.NOWHERE).run("keys", "list");

    assertThat(ran.exit()).isZero();
    assertThat(ran.out()).contains("There are no keys yet");
  }

  private Cli.Ran run(String... arguments) throws IOException {
    return new Cli(folder, books.opener()).run(arguments);
  }
}
