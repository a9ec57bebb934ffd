package dev.sluice.gateway.quality;

import java.util.List;

/// One kind of sign of how good an answer is, as numbers for the gate's model.
interface Signal {

  /// What is measured, a word per number.
  List<String> features();

  /// Writes one number for each feature.
  void read(PromptFacts prompt, AnswerFacts answer, Row row);
}
