package dev.sluice.server.evaluate;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/// Puts together a set whose prompts and answers come from several files.
///
/// Of prompts with the same text only the first is kept, since a provider that is asked with it
/// could not know which one is meant.
final class Gathering {

  private final String name;
  private final Map<String, String> prompts = new LinkedHashMap<>();
  private final Map<String, String> idByText = new LinkedHashMap<>();
  private final Map<String, Map<String, Recorded>> answers = new LinkedHashMap<>();

  Gathering(String name) {
    this.name = name;
  }

  void prompt(String id, String text) {
    if (idByText.putIfAbsent(text, id) == null) {
      prompts.put(id, text);
    }
  }

  /// Answers to prompts that are not there are left out.
  void answer(String id, String model, Recorded answer) {
    if (prompts.containsKey(id)) {
      answers.computeIfAbsent(id, _ -> new LinkedHashMap<>()).put(model, answer);
    }
  }

  /// The text of a prompt; empty where it is not there.
  String text(String id) {
    return prompts.getOrDefault(id, "");
  }

  OutcomeSet set() {
    TreeSet<String> models = new TreeSet<>();
    List<Outcome> outcomes = new ArrayList<>();
    prompts.forEach((id, text) -> {
      Map<String, Recorded> given = answers.getOrDefault(id, Map.of());
      models.addAll(given.keySet());
      outcomes.add(new Outcome(id, text, given));
    });
    return new OutcomeSet(name, List.copyOf(models), outcomes);
  }
}
