package dev.sluice.gateway.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gateway.config.CacheConfig.Scope;
import java.util.List;
import org.junit.jupiter.api.Test;

class CacheScopeTest {

  @Test
  void twoKeysNeverShareByDefault() {
    assertThat(scope(Asking.hello().by("a", "team")))
        .isNotEqualTo(scope(Asking.hello().by("b", "team")));
  }

  @Test
  void aTeamSharesWhereTheConfigurationSaysSo() {
    Asking hello = Asking.hello().scope(Scope.TEAM);

    assertThat(scope(hello.by("a", "red"))).isEqualTo(scope(hello.by("b", "red")));
    assertThat(scope(hello.by("a", "red"))).isNotEqualTo(scope(hello.by("a", "blue")));
  }

  @Test
  void aKeyWithoutATeamIsAlone() {
    Asking hello = Asking.hello().scope(Scope.TEAM);

    assertThat(scope(hello.by("a", null))).isNotEqualTo(scope(hello.by("b", null)));
    assertThat(scope(hello.by("red", null))).isNotEqualTo(scope(hello.by("a", "red")));
  }

  @Test
  void everybodySharesGlobally() {
    Asking hello = Asking.hello().scope(Scope.GLOBAL);

    assertThat(scope(hello.by("a", "red"))).isEqualTo(scope(hello.by("b", null)));
  }

  @Test
  void usersOfAKeyAreApartWhereTheConfigurationSaysSo() {
    List<CacheScope> scopes =
        List.of(
            user("user", "\"u\"", "a"),
            user("user", "\"v\"", "a"),
            user("user", "1", "a"),
            user("user", "\"1\"", "a"),
            user("safety_identifier", "\"u\"", "a"),
            user("other", "\"u\"", "a"),
            user("user", "\"u\"", "b"));

    assertThat(scopes).doesNotHaveDuplicates();
  }

  @Test
  void openModeIsOneScope() {
    assertThat(scope(Asking.with("user", "\"u\""))).isEqualTo(scope(Asking.with("user", "\"v\"")));
  }

  @Test
  void aPartitionOnlyEverNarrows() {
    Asking hello = Asking.hello();

    List<CacheScope> scopes =
        List.of(
            scope(hello.by("a", null)),
            scope(hello.by("a", null).partition("x")),
            scope(hello.by("b", null).partition("x")),
            scope(hello.by("a", null).partition("y")),
            scope(hello.by("ax", null)),
            scope(hello.scope(Scope.GLOBAL).by("a", null).partition("a")));

    assertThat(scopes).doesNotHaveDuplicates();
  }

  @Test
  void scopesSeparateKeys() {
    Asking hello = Asking.hello();

    List<CacheKey> keys =
        List.of(
            CacheKey.of(hello.by("ab", null).partition("c").exchange()),
            CacheKey.of(hello.by("a", null).partition("bc").exchange()),
            CacheKey.of(hello.by("abc", null).exchange()),
            CacheKey.of(hello.by("key", null).partition("abc").exchange()));

    assertThat(keys).doesNotHaveDuplicates();
  }

  private static CacheScope user(String field, String json, String key) {
    return scope(Asking.with(field, json).scope(Scope.USER).by(key, null));
  }

  private static CacheScope scope(Asking asking) {
    return CacheScope.of(asking.exchange());
  }
}
