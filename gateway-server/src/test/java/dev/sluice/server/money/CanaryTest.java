package dev.sluice.server.money;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.fixtures.CannedAnswer;
import dev.sluice.fixtures.Fault;
import dev.sluice.fixtures.RequestMatch;
import dev.sluice.gateway.access.KeyAnswer;
import dev.sluice.gateway.access.KeyWish;
import dev.sluice.gateway.config.KeyLimits;
import dev.sluice.server.books.Books;
import dev.sluice.server.books.StoreBooks;
import dev.sluice.server.e2e.CapturedLog;
import dev.sluice.server.e2e.Chats;
import dev.sluice.server.e2e.GatewayFixture;
import dev.sluice.server.e2e.Reply;
import dev.sluice.server.e2e.Setup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Keys and prompts are told to nobody: no log, metric, error, row, page or file of the data folder
/// holds one.
final class CanaryTest {

  private static final String FILE_KEY = "sk-canary-of-the-file-0123456789";
  private static final String WRONG_KEY = "sk-canary-of-nobody-0123456789";
  private static final String ADMIN = "adm-canary-0123456789abcdef";
  private static final String PROMPT = "prompt canary 31415";
  private static final String ANSWER = "answer canary 27182";
  private static final Setup SETUP =
      Setup.shipped()
          .with(
              "baseline: gpt-4o",
              "baseline: gpt-4o\nadmin: {token: "
                  + ADMIN
                  + "}\nkeys: [{name: filed, key: "
                  + FILE_KEY
                  + ", budget_usd: {total: 1000}}]")
          .answering((model, prompt) -> Optional.of(CannedAnswer.text(ANSWER)));

  @TempDir private Path data;

  @Test
  void nothingThatIsKeptOrShownHoldsAKeyOrAPrompt() throws Exception {
    List<String> shown = new ArrayList<>();
    String stored;
    try (CapturedLog log = CapturedLog.open();
        GatewayFixture gateway = GatewayFixture.start(SETUP, data)) {
      stored = createKey(gateway);
      shown.addAll(talk(gateway, stored));
      shown.addAll(pages(gateway));
      shown.addAll(log.lines());
    }
    shown.addAll(files());

    assertThat(shown).hasSizeGreaterThan(10);
    for (String canary :
        List.of(FILE_KEY, WRONG_KEY, ADMIN, stored, PROMPT, ANSWER, Setup.PROVIDER_KEY)) {
      assertThat(shown).as(canary).noneMatch(text -> text.contains(canary));
    }
    assertThat(shown.stream().anyMatch(text -> text.contains("\"request_id\""))).isTrue();
  }

  private String createKey(GatewayFixture gateway) throws Exception {
    Books.Place place = new Books.Place(gateway.live().config(), data, Map.of());
    try (Books books = StoreBooks.open(place, true).orElseThrow()) {
      KeyAnswer made = books.keys().create(new KeyWish("stored", null, KeyLimits.NONE, false));
      String secret = ((KeyAnswer.Made) made).secret().reveal();
      assertThat(
              GatewayFixture.await(
                  () -> gateway.chat("{}", "authorization", "Bearer " + secret).status() == 400))
          .isTrue();
      return secret;
    }
  }

  /// Only errors are shown to others than the caller; answers go to who asked.
  private static List<String> talk(GatewayFixture gateway, String stored) {
    gateway.provider().script(RequestMatch.bodyContains("fault-a"), Fault.status(500));
    gateway.provider().script(RequestMatch.bodyContains("fault-b"), Fault.status(401));
    gateway.provider().script(RequestMatch.bodyContains("fault-c"), Fault.cutAt(200));
    List<String> errors = new ArrayList<>();
    for (String key : List.of(FILE_KEY, stored, WRONG_KEY)) {
      for (String model : List.of("auto", "deepseek-v4-flash", "nope")) {
        for (String fault : List.of("", " fault-a", " fault-b", " fault-c")) {
          Reply reply =
              gateway.chat(Chats.of(model, PROMPT + fault), "authorization", "Bearer " + key);
          if (reply.status() != 200) {
            errors.add(reply.text());
          }
        }
      }
    }
    return errors;
  }

  private static List<String> pages(GatewayFixture gateway) {
    List<String> pages = new ArrayList<>();
    String admin = gateway.gateway().adminUrl();
    for (String page :
        List.of(
            "/metrics",
            "/",
            "/admin/v1/keys",
            "/admin/v1/requests",
            "/admin/v1/report?by=key,model,task",
            "/admin/v1/config",
            "/admin/v1/providers")) {
      Reply reply = gateway.get(admin + page, "authorization", "Bearer " + ADMIN);
      assertThat(reply.status()).as(page).isEqualTo(200);
      pages.add(reply.text());
    }
    return pages;
  }

  private List<String> files() throws IOException {
    List<String> contents = new ArrayList<>();
    try (Stream<Path> all = Files.walk(data)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        contents.add(Files.readString(file, ISO_8859_1));
      }
    }
    return contents;
  }
}
