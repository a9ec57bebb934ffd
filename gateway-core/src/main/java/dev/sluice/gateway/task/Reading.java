package dev.sluice.gateway.task;

import java.util.EnumSet;

/// All that is known of one prompt before any weight is applied: its tokens, cues and facts.
///
/// System prompt and user turn are one run of tokens, the system prompt (its head and tail) first.
/// Made and used within one call.
final class Reading {
  /// Characters read of a system prompt, which for an agent is long and says little of this turn.
  static final int SYSTEM_LIMIT = 500;

  private static final int LONG_SYSTEM = 1_500;
  private static final int SHORT_TURN = 60;

  private final Tokens tokens;
  private final Cues cues;
  private final EnumSet<Fact> facts;
  private final int userStart;

  private Reading(Tokens tokens, Cues cues, EnumSet<Fact> facts, int userStart) {
    this.tokens = tokens;
    this.cues = cues;
    this.facts = facts;
    this.userStart = userStart;
  }

  static Reading of(TaskInput input, CueBook book) {
    String system = input.system().isBlank() ? "" : PromptText.of(input.system(), SYSTEM_LIMIT);
    String text = PromptText.of(input.text(), PromptText.LIMIT);
    Tokens tokens = new Tokens(system.isEmpty() ? text : system + '\n' + text);
    int userStart = system.isEmpty() ? 0 : new Tokens(system + '\n').count;
    Cues cues = new Cues(book.size(), tokens, userStart);
    book.find(tokens, cues);
    EnumSet<Fact> facts = Layout.of(text, tokens, userStart, cues.headEnd());
    addRequestFacts(input, facts);
    return new Reading(tokens, cues, facts, userStart);
  }

  private static void addRequestFacts(TaskInput input, EnumSet<Fact> facts) {
    addIf(facts, Fact.JSON_FORMAT, input.jsonFormat());
    addIf(facts, Fact.TOOLS, input.tools());
    addIf(facts, Fact.IMAGES, input.images());
    addIf(facts, Fact.SECOND_TURN, input.userTurns() == 2);
    addIf(facts, Fact.LATER_TURN, input.userTurns() > 2);
    boolean brief = input.text().length() < SHORT_TURN;
    addIf(facts, Fact.SHORT_LATER_TURN, input.userTurns() > 1 && brief);
    addIf(facts, Fact.SYSTEM_PROMPT, !input.system().isBlank());
    addIf(facts, Fact.LONG_SYSTEM_PROMPT, input.system().length() > LONG_SYSTEM);
  }

  private static void addIf(EnumSet<Fact> facts, Fact fact, boolean holds) {
    if (holds) {
      facts.add(fact);
    }
  }

  Tokens tokens() {
    return tokens;
  }

  Cues cues() {
    return cues;
  }

  EnumSet<Fact> facts() {
    return facts;
  }

  boolean is(Fact fact) {
    return facts.contains(fact);
  }

  /// The first token of the user turn.
  int userStart() {
    return userStart;
  }

  /// Words of the user turn; letters of Han and kana count one each.
  int words() {
    int words = 0;
    for (int token = userStart; token < tokens.count; token++) {
      words += tokens.isSpoken(token) ? 1 : 0;
    }
    return words;
  }
}
