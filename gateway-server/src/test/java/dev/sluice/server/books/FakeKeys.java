package dev.sluice.server.books;

import dev.sluice.gateway.access.KeyAnswer;
import dev.sluice.gateway.access.KeyWish;
import dev.sluice.gateway.access.VirtualKey;
import dev.sluice.gateway.config.Secret;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Virtual keys in memory, ids and secrets counted up.
public final class FakeKeys implements Keys {

  private static final Instant TIME = Instant.parse("2026-11-20T12:00:00Z");

  private final Map<String, VirtualKey> keys = new LinkedHashMap<>();
  private int secrets;

  @Override
  public List<VirtualKey> list() {
    return List.copyOf(keys.values());
  }

  @Override
  public Optional<VirtualKey> find(String idOrName) {
    return keys.values().stream()
        .filter(key -> key.id().equals(idOrName) || isNamed(key, idOrName))
        .findFirst();
  }

  private static boolean isNamed(VirtualKey key, String name) {
    return key.revoked() == null && key.name().equals(name);
  }

  @Override
  public KeyAnswer create(KeyWish wish) {
    if (keys.values().stream().anyMatch(key -> isNamed(key, wish.name()))) {
      return new KeyAnswer.Refused("name", "there is a key '" + wish.name() + "' already");
    }
    return made("key_" + (keys.size() + 1), wish);
  }

  @Override
  public KeyAnswer change(String idOrName, KeyWish wish) {
    VirtualKey key = find(idOrName).orElse(null);
    if (key == null) {
      return new KeyAnswer.Unknown(idOrName);
    }
    return new KeyAnswer.Changed(keep(key.id(), wish, key.shown(), null));
  }

  @Override
  public KeyAnswer rotate(String idOrName) {
    VirtualKey key = find(idOrName).orElse(null);
    return key == null ? new KeyAnswer.Unknown(idOrName) : made(key.id(), KeyWish.of(key));
  }

  @Override
  public KeyAnswer revoke(String idOrName) {
    VirtualKey key = find(idOrName).orElse(null);
    return key == null
        ? new KeyAnswer.Unknown(idOrName)
        : new KeyAnswer.Changed(keep(key.id(), KeyWish.of(key), key.shown(), TIME));
  }

  private KeyAnswer made(String id, KeyWish wish) {
    String secret = "sk-sluice-secret-" + ++secrets;
    return new KeyAnswer.Made(keep(id, wish, "sk-sluice-…-" + secrets, null), new Secret(secret));
  }

  private VirtualKey keep(String id, KeyWish wish, String shown, @Nullable Instant revoked) {
    VirtualKey key =
        new VirtualKey(
            id,
            wish.name(),
            wish.team(),
            wish.limits(),
            wish.passthrough(),
            "hash",
            shown,
            TIME,
            revoked,
            1);
    keys.put(id, key);
    return key;
  }
}
