package dev.sluice.server.evaluate;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// One prompt and what each recorded model made of it.
///
/// @param id within its set
/// @param prompt the text that is sent
/// @param answers by model
record Outcome(String id, String prompt, Map<String, Recorded> answers) {

  Outcome {
    answers = Collections.unmodifiableMap(new LinkedHashMap<>(answers));
  }
}
