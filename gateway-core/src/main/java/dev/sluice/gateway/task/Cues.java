package dev.sluice.gateway.task;

/// Which cues a prompt holds, and in which part of it.
///
/// An instruction stands at the start or the end of a prompt, seldom in the midst of the material
/// it is about; so the same words count differently by [zone][#zone]. One instance belongs to one
/// call.
final class Cues {
  /// The first three words of what the person wrote.
  static final int START = 0;

  /// The rest of its first 26 words, and all that is read of the system prompt.
  static final int HEAD = 1;

  /// The last 18 words.
  static final int TAIL = 2;

  /// All between.
  static final int BODY = 3;

  static final int ZONES = 4;

  private final byte[] zones;
  private final int userStart;
  private final int startEnd;
  private final int headEnd;
  private final int tailStart;

  /// @param userStart the first token of the user turn; those before are the system prompt's
  Cues(int cues, Tokens tokens, int userStart) {
    zones = new byte[cues];
    this.userStart = userStart;
    startEnd = after(tokens, userStart, 3);
    headEnd = after(tokens, userStart, 26);
    tailStart = Math.max(headEnd, before(tokens, userStart, 18));
  }

  private static int after(Tokens tokens, int from, int words) {
    int token = from;
    int weight = 2 * words; // a letter of Han or kana is about half a word
    while (token < tokens.count && weight > 0) {
      weight -= weight(tokens, token++);
    }
    return token;
  }

  private static int before(Tokens tokens, int from, int words) {
    int token = tokens.count;
    int weight = 2 * words;
    while (token > from && weight > 0) {
      weight -= weight(tokens, --token);
    }
    return token;
  }

  private static int weight(Tokens tokens, int token) {
    return switch (tokens.kind[token]) {
      case Tokens.LETTER -> 1;
      case Tokens.WORD, Tokens.NUMBER -> 2;
      default -> 0;
    };
  }

  int headEnd() {
    return headEnd;
  }

  int tailStart() {
    return tailStart;
  }

  void note(int cue, int token) {
    zones[cue] |= (byte) (1 << zone(token));
  }

  int zone(int token) {
    if (token < userStart) {
      return HEAD;
    }
    if (token < startEnd) {
      return START;
    }
    if (token < headEnd) {
      return HEAD;
    }
    return token >= tailStart ? TAIL : BODY;
  }

  /// Whether the cue occurs at all.
  boolean has(int cue) {
    return zones[cue] != 0;
  }

  /// Whether the cue occurs at the start.
  boolean opens(int cue) {
    return in(cue, START);
  }

  /// Whether the cue occurs where instructions stand: start, head, tail or system prompt.
  boolean asks(int cue) {
    return (zones[cue] & ~(1 << BODY)) != 0;
  }

  boolean in(int cue, int zone) {
    return (zones[cue] & (1 << zone)) != 0;
  }
}
