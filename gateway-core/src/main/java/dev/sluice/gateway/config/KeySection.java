package dev.sluice.gateway.config;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.snakeyaml.engine.v2.nodes.Node;

/// Reads who may call: the virtual keys under `keys`, and what `teams` of them share.
final class KeySection {

  private static final int SHORTEST_KEY = 8;

  private final Section root;
  private final Reading reading;
  private final LimitsSection limits;

  KeySection(Section root, Reading reading, LimitsSection limits) {
    this.root = root;
    this.reading = reading;
    this.limits = limits;
  }

  List<KeyConfig> keys() {
    List<KeyConfig> keys = new ArrayList<>();
    for (Node item : root.items("keys")) {
      keys.add(key(new Section(reading, "keys", item)));
    }
    reportDoubles(keys);
    return keys;
  }

  /// What each team may do; a team that keys name without an entry here has no limits of its own.
  Map<String, KeyLimits> teams() {
    Section all = root.section("teams");
    Map<String, KeyLimits> teams = new LinkedHashMap<>();
    for (String name : all.freeKeys()) {
      Section one = all.section(name);
      teams.put(name, limits.read(one));
      one.done();
    }
    return teams;
  }

  private KeyConfig key(Section section) {
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
    KeyConfig key =
        new KeyConfig(
            name,
            new Secret(secret),
            section.text("team"),
            limits.read(section),
            section.flag("passthrough", false));
    section.done();
    return key;
  }

  private void reportDoubles(List<KeyConfig> keys) {
    Set<String> names = new HashSet<>();
    Set<String> secrets = new HashSet<>();
    for (KeyConfig key : keys) {
      if (!names.add(key.name()) || !secrets.add(key.key().reveal())) {
        root.problem("keys", "the key '" + key.name() + "' is there twice");
      }
    }
  }
}
