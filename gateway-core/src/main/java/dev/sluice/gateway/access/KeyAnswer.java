package dev.sluice.gateway.access;

import dev.sluice.gateway.config.Secret;

/// What became of a wish about a key.
public sealed interface KeyAnswer {

  /// A key has a new secret, which is shown now and never again.
  record Made(VirtualKey key, Secret secret) implements KeyAnswer {}

  /// A key was changed or revoked.
  record Changed(VirtualKey key) implements KeyAnswer {}

  /// Something is wrong with the wish.
  ///
  /// @param field as the file and the API call it: `name`, `rpm`, `budget_usd.day`
  /// @param reason one sentence with the value
  record Refused(String field, String reason) implements KeyAnswer {}

  /// There is no key with this id or name.
  record Unknown(String key) implements KeyAnswer {}
}
