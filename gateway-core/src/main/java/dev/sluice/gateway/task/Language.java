package dev.sluice.gateway.task;

import java.util.EnumSet;

/// Tells English, Spanish, French and German apart by their commonest words.
///
/// Enough for two questions: in which of them is the prompt, and is its first part in another one
/// than the rest, as when a text is handed over to be translated.
final class Language {
  private static final Fact[] LANGUAGES = {Fact.ENGLISH, Fact.SPANISH, Fact.FRENCH, Fact.GERMAN};
  private static final String[] COMMON = {
    "the of and to is are was were that this it for with what how you your from which in my please i",
    "el la los las de que y en un una es por con para del como se mi cual su al lo este esta",
    "le la les des et est un une du que qui dans pour sur pas ce cette avec au moi il quel quelle",
    "der die das und ist ein eine den von zu mit im nicht wie fur auf dem auch was mir bitte wir ich"
  };
  private static final int SLOTS = 1 << 10;
  private static final int[] WORDS = new int[SLOTS];
  private static final byte[] MASKS = masks();

  private Language() {}

  static void facts(Tokens tokens, int userStart, int headEnd, EnumSet<Fact> facts) {
    int head = dominant(tokens, userStart, headEnd);
    int rest = dominant(tokens, headEnd, tokens.count);
    int whole = head >= 0 ? head : rest;
    facts.add(whole < 0 ? Fact.NO_LANGUAGE : LANGUAGES[whole]);
    if (head >= 0 && rest >= 0 && head != rest) {
      facts.add(Fact.HEAD_IN_ANOTHER_LANGUAGE);
    }
  }

  private static int dominant(Tokens tokens, int from, int to) {
    int[] votes = new int[LANGUAGES.length];
    for (int token = from; token < to; token++) {
      if (tokens.kind[token] == Tokens.WORD && tokens.end[token] - tokens.start[token] <= 6) {
        int mask = MASKS[slot(tokens.hash[token])];
        for (int i = 0; mask != 0 && i < votes.length; i++) {
          votes[i] += (mask >> i) & 1;
        }
      }
    }
    int best = 0;
    for (int i = 1; i < votes.length; i++) {
      best = votes[i] > votes[best] ? i : best;
    }
    return votes[best] == 0 ? -1 : best;
  }

  private static byte[] masks() {
    byte[] masks = new byte[SLOTS];
    for (int i = 0; i < COMMON.length; i++) {
      Tokens words = new Tokens(COMMON[i]);
      for (int token = 0; token < words.count; token++) {
        int slot = slot(words.hash[token]);
        WORDS[slot] = words.hash[token];
        masks[slot] |= (byte) (1 << i);
      }
    }
    return masks;
  }

  /// Where a word's mask is, or else an empty place.
  private static int slot(int hash) {
    int slot = hash & (SLOTS - 1);
    while (WORDS[slot] != 0 && WORDS[slot] != hash) {
      slot = (slot + 1) & (SLOTS - 1);
    }
    return slot;
  }
}
