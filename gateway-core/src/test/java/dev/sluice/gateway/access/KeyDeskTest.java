package dev.sluice.gateway.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gateway.budget.SetClock;
import dev.sluice.gateway.config.GatewayConfig;
import dev.sluice.gateway.config.KeyConfig;
import dev.sluice.gateway.config.KeyLimits;
import dev.sluice.gateway.config.KeyLimits.Budget;
import dev.sluice.gateway.config.Secret;
import dev.sluice.gateway.ledger.StoreFailure;
import dev.sluice.gateway.money.Usd;
import dev.sluice.gateway.route.Sample;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class KeyDeskTest {

  private static final String FROM_FILE = "sk-from-the-file-0123456789";

  private final MemoryKeyStore store = new MemoryKeyStore();
  private final KeyHash hash = KeyHash.ofThisProcess();
  private final SetClock clock = new SetClock("2026-11-24T12:00:00Z");
  private final AtomicInteger ids = new AtomicInteger();
  private final GatewayConfig config = new Sample().config();
  private final KeyDesk desk =
      new KeyDesk(
          store,
          hash,
          () -> config.withKeys(fileKeys(), config.admin()),
          () -> "%026d".formatted(ids.incrementAndGet()),
          new Random(1),
          clock);

  private static List<KeyConfig> fileKeys() {
    return List.of(new KeyConfig("filed", new Secret(FROM_FILE), List.of(), null, false));
  }

  @Test
  void makesKeysWhoseSecretIsKeptNowhere() throws StoreFailure {
    KeyAnswer.Made made = made(desk.create(wish("app", KeyLimits.NONE)));

    String secret = made.secret().reveal();
    assertThat(secret).matches("sk-sluice-[A-Za-z0-9_-]{43}");
    assertThat(made.key().id()).isEqualTo("key_00000000000000000000000001");
    assertThat(made.key().hash()).isEqualTo(hash.of(secret)).matches("[0-9a-f]{64}");
    assertThat(made.key().shown()).startsWith("sk-sluice-").hasSize(19);
    assertThat(made.key().created()).isEqualTo("2026-11-24T12:00:00Z");
    assertThat(made + store.all().toString()).doesNotContain(secret.substring(14, 49));
    assertThat(made(desk.create(wish("other", KeyLimits.NONE))).secret().reveal())
        .isNotEqualTo(secret);
  }

  @Test
  void rotatesTheSecretOfTheSameKey() throws StoreFailure {
    KeyAnswer.Made first = made(desk.create(wish("app", KeyLimits.NONE)));

    KeyAnswer.Made second = made(desk.rotate("app"));

    assertThat(second.key().id()).isEqualTo(first.key().id());
    assertThat(second.key().hash())
        .isNotEqualTo(first.key().hash())
        .isEqualTo(hash.of(second.secret().reveal()));
    assertThat(second.key().revision()).isGreaterThan(first.key().revision());
    assertThat(desk.list()).hasSize(1);
  }

  @Test
  void changesAllButTheSecret() throws StoreFailure {
    VirtualKey before = made(desk.create(wish("app", KeyLimits.NONE))).key();
    KeyWish other = new KeyWish("app-2", "web", limits(5L, null), true);

    KeyAnswer answer = desk.change(before.id(), other);

    VirtualKey after = ((KeyAnswer.Changed) answer).key();
    assertThat(KeyWish.of(after)).isEqualTo(other);
    assertThat(after.hash()).isEqualTo(before.hash());
    assertThat(after.created()).isEqualTo(before.created());
  }

  @Test
  void revocationIsFinal() throws StoreFailure {
    VirtualKey key = made(desk.create(wish("app", KeyLimits.NONE))).key();

    VirtualKey revoked = ((KeyAnswer.Changed) desk.revoke("app")).key();

    assertThat(revoked.revoked()).isEqualTo(clock.instant());
    assertThat(desk.revoke(key.id())).isEqualTo(new KeyAnswer.Changed(revoked));
    assertThat(refused(desk.rotate(key.id())).reason()).contains("revoked");
    assertThat(refused(desk.change(key.id(), KeyWish.of(key))).field()).isEqualTo("id");
    assertThat(desk.find("app")).isEmpty();
    assertThat(made(desk.create(wish("app", KeyLimits.NONE))).key().id()).isNotEqualTo(key.id());
  }

  @Test
  void namesAreTakenOnce() throws StoreFailure {
    VirtualKey app = made(desk.create(wish("app", KeyLimits.NONE))).key();
    VirtualKey web = made(desk.create(wish("web", KeyLimits.NONE))).key();

    assertThat(refused(desk.create(wish("app", KeyLimits.NONE))).field()).isEqualTo("name");
    assertThat(refused(desk.create(wish("filed", KeyLimits.NONE))).field()).isEqualTo("name");
    assertThat(refused(desk.change(web.id(), KeyWish.of(app))).field()).isEqualTo("name");
    assertThat(desk.change(app.id(), KeyWish.of(app))).isInstanceOf(KeyAnswer.Changed.class);
  }

  @Test
  void revocationIsNotUndoneByAChangeAtTheSameTime() throws StoreFailure {
    VirtualKey key = made(desk.create(wish("app", KeyLimits.NONE))).key();
    store.race(1, () -> done(() -> desk.revoke(key.id())));

    KeyAnswer answer = desk.change(key.id(), wish("app", limits(5L, null)));

    assertThat(refused(answer).reason()).contains("revoked");
    assertThat(store.all()).singleElement().matches(kept -> kept.revoked() != null);
  }

  @Test
  void newSecretIsNotUndoneByAChangeAtTheSameTime() throws StoreFailure {
    VirtualKey key = made(desk.create(wish("app", KeyLimits.NONE))).key();
    AtomicReference<String> hash = new AtomicReference<>("");
    store.race(1, () -> hash.set(made(done(() -> desk.rotate("app"))).key().hash()));

    VirtualKey changed = ((KeyAnswer.Changed) desk.change("app", KeyWish.of(key))).key();

    assertThat(changed.hash()).isEqualTo(hash.get()).isNotEqualTo(key.hash());
  }

  @Test
  void aNameIsTakenOnceThoughTwoWantItAtTheSameTime() throws StoreFailure {
    store.race(1, () -> done(() -> desk.create(wish("app", KeyLimits.NONE))));

    assertThat(refused(desk.create(wish("app", KeyLimits.NONE))).field()).isEqualTo("name");
    assertThat(store.all()).hasSize(1);
  }

  @Test
  void givesUpWhereOthersAreAlwaysFaster() throws StoreFailure {
    VirtualKey key = made(desk.create(wish("app", KeyLimits.NONE))).key();
    AtomicBoolean nested = new AtomicBoolean();
    store.race(
        100,
        () -> {
          if (!nested.getAndSet(true)) {
            done(() -> desk.change(key.id(), KeyWish.of(key)));
            nested.set(false);
          }
        });

    assertThat(refused(desk.rotate("app")).reason()).contains("try again");
    assertThat(store.all()).extracting(VirtualKey::hash).containsExactly(key.hash());
  }

  private interface Asking {
    KeyAnswer ask() throws StoreFailure;
  }

  private static KeyAnswer done(Asking asking) {
    try {
      return asking.ask();
    } catch (StoreFailure e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void unknownKeysAreSaidToBe() throws StoreFailure {
    KeyAnswer unknown = new KeyAnswer.Unknown("nobody");

    assertThat(desk.rotate("nobody")).isEqualTo(unknown);
    assertThat(desk.revoke("nobody")).isEqualTo(unknown);
    assertThat(desk.change("nobody", wish("x", KeyLimits.NONE))).isEqualTo(unknown);
  }

  record Wrong(KeyWish wish, String field) {}

  static List<Wrong> wrong() {
    KeyLimits none = KeyLimits.NONE;
    return List.of(
        new Wrong(wish("", none), "name"),
        new Wrong(wish("x".repeat(101), none), "name"),
        new Wrong(wish("a\nb", none), "name"),
        new Wrong(new KeyWish("a", " ", none, false), "team"),
        new Wrong(wish("a", KeyLimits.ofModels(List.of("auto", "nonesuch"))), "models"),
        new Wrong(wish("a", limits(0L, null)), "rpm"),
        new Wrong(wish("a", limits(-5L, null)), "rpm"),
        new Wrong(wish("a", limits(null, 1.5)), "min_quality"),
        new Wrong(wish("a", limits(null, Double.NaN)), "min_quality"),
        new Wrong(wish("a", budget(new Budget(Usd.parse("-1"), null, null))), "budget_usd.day"),
        new Wrong(wish("a", budget(new Budget(null, null, Usd.parse("-1")))), "budget_usd.total"));
  }

  @ParameterizedTest
  @MethodSource("wrong")
  void refusesWhatNoKeyCanBe(Wrong wrong) throws StoreFailure {
    KeyAnswer.Refused refused = refused(desk.create(wrong.wish()));

    assertThat(refused.field()).isEqualTo(wrong.field());
    assertThat(refused.reason()).isNotBlank();
    assertThat(store.all()).isEmpty();
  }

  private static KeyWish wish(String name, KeyLimits limits) {
    return new KeyWish(name, null, limits, false);
  }

  private static KeyLimits limits(@Nullable Long rpm, @Nullable Double quality) {
    return new KeyLimits(List.of("auto"), null, rpm, null, null, Budget.NONE, false, null, quality);
  }

  private static KeyLimits budget(Budget budget) {
    return new KeyLimits(List.of(), null, null, null, null, budget, false, null, null);
  }

  private static KeyAnswer.Made made(KeyAnswer answer) {
    assertThat(answer).isInstanceOf(KeyAnswer.Made.class);
    return (KeyAnswer.Made) answer;
  }

  private static KeyAnswer.Refused refused(KeyAnswer answer) {
    assertThat(answer).isInstanceOf(KeyAnswer.Refused.class);
    return (KeyAnswer.Refused) answer;
  }
}
