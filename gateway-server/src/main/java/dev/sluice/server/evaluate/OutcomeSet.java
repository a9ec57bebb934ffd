package dev.sluice.server.evaluate;

import java.util.List;

/// The recorded outcomes of one set of prompts.
///
/// @param models that have answers, by name
/// @param outcomes prompts in the order of their file, each text once
record OutcomeSet(String name, List<String> models, List<Outcome> outcomes) {

  OutcomeSet {
    models = models.stream().sorted().toList();
    outcomes = List.copyOf(outcomes);
  }
}
