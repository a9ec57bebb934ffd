package dev.sluice.gateway.config;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// Reads one virtual key under `keys`.
final class KeySection {

  /// Limits that a key may already name but that nothing enforces yet.
  private static final List<String> LATER =
      List.of("max_tier", "rpm", "tpm", "concurrency", "budget_usd", "expires");

  private static final int SHORTEST_KEY = 8;

  private final Section section;
  private final Map<String, ModelConfig> models;
  private final Map<String, String> aliases;

  KeySection(Section section, Map<String, ModelConfig> models, Map<String, String> aliases) {
    this.section = section;
    this.models = models;
    this.aliases = aliases;
  }

  KeyConfig read(List<String> inactive) {
    String name = section.string("name", "");
    String secret = section.string("key", "");
    if (name.isEmpty()) {
      section.problem("name", "a key needs a 'name'");
    }
    if (!secret.isEmpty() && secret.length() < SHORTEST_KEY) {
      section.problem("key", "the key of '" + name + "' is shorter than 8 characters");
    } else if (secret.isEmpty() && !section.has("key")) {
      section.problem("name", "the entry '" + name + "' needs a 'key'");
    }
    List<String> allowed = section.words("models");
    allowed.forEach(this::checkModel);
    KeyConfig key =
        new KeyConfig(
            name,
            new Secret(secret),
            allowed,
            section.text("team"),
            section.flag("passthrough", false));
    for (String limit : LATER) {
      if (section.has(limit)) {
        inactive.add("keys." + name + "." + limit);
      }
    }
    section.done();
    return key;
  }

  private void checkModel(String model) {
    boolean special = model.startsWith("auto") || model.startsWith("tier:");
    if (!special && !models.containsKey(model) && !aliases.containsKey(model)) {
      Set<String> known = new TreeSet<>(models.keySet());
      known.addAll(aliases.keySet());
      known.add("auto");
      section.problem("models", "there is no model '" + model + "'" + Nearest.hint(model, known));
    }
  }

  static void reportDoubles(List<KeyConfig> keys, Section root) {
    Set<String> names = new HashSet<>();
    Set<String> secrets = new HashSet<>();
    for (KeyConfig key : keys) {
      if (!names.add(key.name()) || !secrets.add(key.key().reveal())) {
        root.problem("keys", "the key '" + key.name() + "' is there twice");
      }
    }
  }
}
