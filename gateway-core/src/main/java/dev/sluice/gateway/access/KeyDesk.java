package dev.sluice.gateway.access;

import dev.sluice.gateway.config.GatewayConfig;
import dev.sluice.gateway.config.Secret;
import dev.sluice.gateway.ledger.StoreFailure;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Where virtual keys of the database are made, changed, given new secrets and revoked. Waits for
/// the database; any thread that may.
///
/// Who changes a key that somebody else has changed meanwhile starts again from what it is now, so
/// that no revocation and no new secret is ever undone.
///
/// A secret is `sk-sluice-` and 256 random bits, and leaves this class once, in its answer. What is
/// kept is its hash, and the characters that people recognise it by.
public final class KeyDesk {

  private static final String PREFIX = "sk-sluice-";
  private static final int SECRET_BYTES = 32;
  private static final int SHOWN = 4;
  private static final int TRIES = 5;

  private final KeyStore store;
  private final KeyHash hash;
  private final Supplier<GatewayConfig> config;
  private final Supplier<String> ulids;
  private final RandomGenerator random;
  private final InstantSource clock;

  /// @param config whose models and file keys new ones must agree with
  /// @param ulids new ids
  /// @param random fit for secrets
  public KeyDesk(
      KeyStore store,
      KeyHash hash,
      Supplier<GatewayConfig> config,
      Supplier<String> ulids,
      RandomGenerator random,
      InstantSource clock) {
    this.store = store;
    this.hash = hash;
    this.config = config;
    this.ulids = ulids;
    this.random = random;
    this.clock = clock;
  }

  /// All keys, revoked ones too, oldest first.
  public List<VirtualKey> list() throws StoreFailure {
    return store.all();
  }

  /// The key with this id, else the one that is called so and not revoked.
  public Optional<VirtualKey> find(String idOrName) throws StoreFailure {
    List<VirtualKey> all = store.all();
    return all.stream()
        .filter(key -> key.id().equals(idOrName))
        .findFirst()
        .or(() -> all.stream().filter(key -> isNamed(key, idOrName)).findFirst());
  }

  /// Makes a key: [KeyAnswer.Made] or [KeyAnswer.Refused].
  public KeyAnswer create(KeyWish wish) throws StoreFailure {
    String id = "key_" + ulids.get();
    return repeated(() -> {
      Optional<KeyAnswer.Refused> broken = broken(wish, id);
      if (broken.isPresent()) {
        return Optional.of(broken.get());
      }
      Secret secret = newSecret();
      return store.save(key(id, wish, secret, clock.instant())).map(kept -> made(kept, secret));
    });
  }

  /// Makes the key what is wished; its secret stays.
  public KeyAnswer change(String idOrName, KeyWish wish) throws StoreFailure {
    return repeated(() -> {
      VirtualKey key = find(idOrName).orElse(null);
      KeyAnswer no = unusable(key, idOrName);
      if (key == null || no != null) {
        return Optional.of(no == null ? new KeyAnswer.Unknown(idOrName) : no);
      }
      Optional<KeyAnswer.Refused> broken = broken(wish, key.id());
      if (broken.isPresent()) {
        return Optional.of(broken.get());
      }
      return store.save(with(key, wish, key.hash(), key.shown(), null)).map(KeyAnswer.Changed::new);
    });
  }

  /// Gives the key another secret; the old one is refused as soon as gateways know.
  public KeyAnswer rotate(String idOrName) throws StoreFailure {
    return repeated(() -> {
      VirtualKey key = find(idOrName).orElse(null);
      KeyAnswer no = unusable(key, idOrName);
      if (key == null || no != null) {
        return Optional.of(no == null ? new KeyAnswer.Unknown(idOrName) : no);
      }
      Secret secret = newSecret();
      String hashed = hash.of(secret.reveal());
      return store
          .save(with(key, KeyWish.of(key), hashed, shown(secret), null))
          .map(kept -> made(kept, secret));
    });
  }

  /// Ends the key for good; once more changes nothing.
  public KeyAnswer revoke(String idOrName) throws StoreFailure {
    return repeated(() -> {
      VirtualKey key = find(idOrName).orElse(null);
      if (key == null) {
        return Optional.of(new KeyAnswer.Unknown(idOrName));
      }
      if (key.revoked() != null) {
        return Optional.of(new KeyAnswer.Changed(key));
      }
      return store
          .save(with(key, KeyWish.of(key), key.hash(), key.shown(), clock.instant()))
          .map(KeyAnswer.Changed::new);
    });
  }

  /// Something that begins with reading what there is.
  private interface Attempt {

    /// @return empty where somebody else was faster
    Optional<? extends KeyAnswer> once() throws StoreFailure;
  }

  private static KeyAnswer repeated(Attempt attempt) throws StoreFailure {
    for (int i = 0; i < TRIES; i++) {
      Optional<? extends KeyAnswer> answer = attempt.once();
      if (answer.isPresent()) {
        return answer.get();
      }
    }
    return new KeyAnswer.Refused("id", "others are changing the keys just now; try again");
  }

  private static KeyAnswer.Made made(VirtualKey key, Secret secret) {
    return new KeyAnswer.Made(key, secret);
  }

  private static @Nullable KeyAnswer unusable(@Nullable VirtualKey key, String asked) {
    if (key == null) {
      return new KeyAnswer.Unknown(asked);
    }
    return key.revoked() == null
        ? null
        : new KeyAnswer.Refused("id", "the key '" + key.name() + "' was revoked, which is final");
  }

  private Optional<KeyAnswer.Refused> broken(KeyWish wish, String id) throws StoreFailure {
    Optional<KeyAnswer.Refused> broken = KeyRules.broken(wish, config.get());
    boolean taken =
        config.get().keys().stream().anyMatch(key -> key.name().equals(wish.name()))
            || store.all().stream()
                .anyMatch(key -> !key.id().equals(id) && isNamed(key, wish.name()));
    return broken.isPresent() || !taken
        ? broken
        : Optional.of(
            new KeyAnswer.Refused("name", "there is a key '" + wish.name() + "' already"));
  }

  private static boolean isNamed(VirtualKey key, String name) {
    return key.revoked() == null && key.name().equals(name);
  }

  private VirtualKey key(String id, KeyWish wish, Secret secret, Instant now) {
    return new VirtualKey(
        id,
        wish.name(),
        wish.team(),
        wish.limits(),
        wish.passthrough(),
        hash.of(secret.reveal()),
        shown(secret),
        now,
        null,
        0);
  }

  private static VirtualKey with(
      VirtualKey key, KeyWish wish, String hash, String shown, @Nullable Instant revoked) {
    return new VirtualKey(
        key.id(),
        wish.name(),
        wish.team(),
        wish.limits(),
        wish.passthrough(),
        hash,
        shown,
        key.created(),
        revoked,
        key.revision());
  }

  private Secret newSecret() {
    byte[] bytes = new byte[SECRET_BYTES];
    random.nextBytes(bytes);
    return new Secret(PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
  }

  private static String shown(Secret secret) {
    String text = secret.reveal();
    return text.substring(0, PREFIX.length() + SHOWN) + "…" + text.substring(text.length() - SHOWN);
  }
}
