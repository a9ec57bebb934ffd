package dev.sluice.gateway.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gateway.budget.SetClock;
import dev.sluice.gateway.chat.ApiError;
import dev.sluice.gateway.config.ConfigLoader;
import dev.sluice.gateway.config.GatewayConfig;
import dev.sluice.gateway.config.KeyLimits;
import dev.sluice.gateway.config.Loaded;
import dev.sluice.gateway.exchange.Caller;
import dev.sluice.gateway.ledger.StoreFailure;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AuthenticateTest {

  private static final String FILE_KEY = "sk-from-the-file-0123456789";
  private static final String SMALL =
      """
      providers:
        one: {base_url: "http://127.0.0.1:9/v1", api_key: k}
      models:
        m: {provider: one, tier: budget}
      """;
  private static final String KEYS =
      "keys: [{name: filed, key: " + FILE_KEY + ", team: web, rpm: 7}]\n";

  private final MemoryKeyStore store = new MemoryKeyStore();
  private final KeyHash hash = KeyHash.ofThisProcess();
  private final SetClock clock = new SetClock("2026-11-24T12:00:00Z");
  private final Random random = new Random(7);
  private GatewayConfig config = config("");
  private KeyRing ring = new KeyRing(config, hash, store);

  @Test
  void anybodyMayCallWhereThereIsNoKeyAtAll() {
    ring.refresh();

    assertThat(ring.isOpen()).isTrue();
    assertThat(caller("whatever-key-it-is")).isEqualTo(Caller.OPEN);
    assertThat(caller("")).isEqualTo(Caller.OPEN);
  }

  @Test
  void keyOfTheFileIsKnownWithItsTeamsLimits() {
    begin(KEYS + "teams: {web: {tpm: 9}}\n");

    Caller caller = caller(FILE_KEY);

    assertThat(caller.keyId()).isEqualTo("filed");
    assertThat(caller.limits().rpm()).isEqualTo(7);
    assertThat(caller.teamLimits().tpm()).isEqualTo(9);
    assertThat(refusal("sk-somebody-else-0123456789").code()).isEqualTo("invalid_api_key");
    assertThat(refusal("").code()).isNull();
  }

  @Test
  void keyOfTheDatabaseIsKnownAfterTheNextRefresh() throws StoreFailure {
    begin(KEYS);
    String secret = create("app");
    assertThat(refusal(secret).status()).isEqualTo(401);

    ring.refresh();

    assertThat(caller(secret).keyId()).startsWith("key_");
    assertThat(caller(FILE_KEY).keyId()).isEqualTo("filed");
  }

  @Test
  void rotatedAndRevokedSecretsAreRefused() throws StoreFailure {
    String first = create("app");
    String second = ((KeyAnswer.Made) desk().rotate("app")).secret().reveal();
    ring.refresh();
    assertThat(refusal(first).code()).isEqualTo("invalid_api_key");
    assertThat(caller(second).keyId()).startsWith("key_");

    desk().revoke("app");
    ring.refresh();

    assertThat(refusal(second).code()).isEqualTo("invalid_api_key");
    assertThat(ring.isOpen()).isFalse();
    assertThat(refusal("").status()).isEqualTo(401);
  }

  @Test
  void keyIsRefusedFromTheMomentItExpires() {
    begin(
        """
        keys:
          - {name: a, key: sk-of-a-0123456789abcdef, expires: "2026-11-24T13:00:00Z"}
          - {name: b, key: sk-of-b-0123456789abcdef, team: web}
        teams: {web: {expires: 2026-11-25}}
        """);
    assertThat(caller("sk-of-a-0123456789abcdef").keyId()).isEqualTo("a");
    clock.set("2026-11-24T12:59:59.999Z");
    assertThat(caller("sk-of-a-0123456789abcdef").keyId()).isEqualTo("a");

    clock.set("2026-11-24T13:00:00Z");

    ApiError error = refusal("sk-of-a-0123456789abcdef");
    assertThat(error.status()).isEqualTo(401);
    assertThat(error.code()).isEqualTo("invalid_api_key");
    assertThat(caller("sk-of-b-0123456789abcdef").keyId()).isEqualTo("b");
    clock.set("2026-11-25T00:00:00Z");
    assertThat(refusal("sk-of-b-0123456789abcdef").code()).isEqualTo("invalid_api_key");
  }

  @Test
  void openAuthAdmitsUnknownKeysButNoRevokedOnes() throws StoreFailure {
    begin(KEYS + "auth: open\n");
    String secret = create("app");
    desk().revoke("app");
    ring.refresh();

    assertThat(caller("sk-somebody-else-0123456789")).isEqualTo(Caller.OPEN);
    assertThat(caller("")).isEqualTo(Caller.OPEN);
    assertThat(caller(FILE_KEY).keyId()).isEqualTo("filed");
    assertThat(refusal(secret).code()).isEqualTo("invalid_api_key");
  }

  @Test
  void databaseThatIsAwayLeavesTheLastKeys() throws StoreFailure {
    String secret = create("app");
    ring.refresh();
    store.away(true);

    assertThat(ring.refresh()).isFalse();

    assertThat(caller(secret).keyId()).startsWith("key_");
    assertThat(refusal("sk-somebody-else-0123456789").code()).isEqualTo("invalid_api_key");
    store.away(false);
    assertThat(ring.refresh()).isTrue();
  }

  @Test
  void nobodyIsLetInForWantOfKeysBeforeTheyAreRead() {
    store.away(true);
    ring.refresh();

    assertThat(ring.isOpen()).isFalse();
    assertThat(refusal("sk-perhaps-known-0123456789").status()).isEqualTo(503);
    assertThat(refusal("").status()).isEqualTo(503);

    begin(KEYS);
    assertThat(refusal("sk-perhaps-known-0123456789").status()).isEqualTo(503);
    assertThat(refusal("").status()).isEqualTo(401);
  }

  @Test
  void keysThatCannotBeReadLeaveTheLastOnes() throws StoreFailure {
    String secret = create("app");
    ring.refresh();
    create("other");
    store.breakReading(true);

    assertThat(ring.refresh()).isFalse();

    assertThat(caller(secret).keyId()).startsWith("key_");
    store.breakReading(false);
    assertThat(ring.refresh()).isTrue();
  }

  @Test
  void readsTheDatabaseOnlyWhenSomethingChanged() throws StoreFailure {
    create("app");
    int before = store.reads();
    ring.refresh();
    ring.refresh();
    ring.refresh();

    assertThat(store.reads()).isEqualTo(before + 1);
  }

  @Test
  void newFileChangesKeysAndTeams() throws StoreFailure {
    begin(KEYS);
    String secret = create("app");
    ring.refresh();

    ring.use(config("teams: {web: {rpm: 3}}\n"));

    assertThat(ring.config().keys()).isEmpty();
    assertThat(refusal(FILE_KEY).code()).isEqualTo("invalid_api_key");
    assertThat(caller(secret).teamLimits().rpm()).isEqualTo(3);
  }

  @Test
  void noKeyIsEverShown() throws StoreFailure {
    begin(KEYS);
    String secret = create("app");
    ring.refresh();

    ApiError error = refusal(secret + "x");

    assertThat(error.message()).doesNotContain(secret).doesNotContain(secret.substring(5, 40));
    assertThat(ring.snapshot().toString()).doesNotContain(secret).doesNotContain(FILE_KEY);
    assertThat(caller(secret).toString()).doesNotContain(secret);
  }

  private void begin(String yaml) {
    config = config(yaml);
    ring = new KeyRing(config, hash, store);
    ring.refresh();
  }

  private String create(String name) throws StoreFailure {
    KeyWish wish = new KeyWish(name, "web", KeyLimits.ofModels(List.of("auto")), false);
    return ((KeyAnswer.Made) desk().create(wish)).secret().reveal();
  }

  private KeyDesk desk() {
    return new KeyDesk(store, hash, () -> config, () -> "01" + store.reads(), random, clock);
  }

  private Caller caller(String key) {
    Authenticated authenticated = authenticate(key);
    assertThat(authenticated).isInstanceOf(Authenticated.As.class);
    return ((Authenticated.As) authenticated).caller();
  }

  private ApiError refusal(String key) {
    Authenticated authenticated = authenticate(key);
    assertThat(authenticated).isInstanceOf(Authenticated.Refused.class);
    return ((Authenticated.Refused) authenticated).error();
  }

  private Authenticated authenticate(String key) {
    return new Authenticate(ring, clock)
        .apply(name -> "authorization".equals(name) && !key.isEmpty() ? "Bearer " + key : null);
  }

  private static GatewayConfig config(String more) {
    return switch (ConfigLoader.parse(SMALL + more, "test.yaml", Map.of())) {
      case Loaded.Ok ok -> ok.config();
      case Loaded.Invalid invalid -> throw new AssertionError(invalid.problems());
    };
  }
}
