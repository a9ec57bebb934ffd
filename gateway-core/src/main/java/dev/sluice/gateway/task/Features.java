package dev.sluice.gateway.task;

import java.util.Arrays;
import java.util.List;

/// The sparse vector of one prompt.
///
/// Three groups of hashed features, each as a whole of length one: words and word pairs of head and
/// tail ([#EDGES]), words of the whole ([#WORDS]), pieces of 3 to 5 letters of head and tail
/// ([#PIECES]). Beside them the numbered facts: cues by zone, rules, layout. Hashing is described
/// by Weinberger et al., Feature Hashing for Large Scale Multitask Learning (ICML 2009).
final class Features {
  /// Number of hash buckets; a power of two.
  static final int BUCKETS = 1 << 17;

  static final int EDGES = 0;
  static final int WORDS = 1;
  static final int PIECES = 2;
  static final int GROUPS = 3;

  private static final int SEEN_SLOTS = 1 << 12;
  private static final int MOST = SEEN_SLOTS * 3 / 4;
  private static final int SHORTEST_PIECE = 3;
  private static final int LONGEST_PIECE = 5;

  private final int[] groupEnd = new int[GROUPS];
  private final int[] seen = new int[SEEN_SLOTS];
  private int[] buckets = new int[512];
  private int count;
  private int[] facts = new int[64];
  private int factCount;

  private Features() {}

  /// The vector of a reading.
  static Features of(Reading reading, CueBook book, List<Rule> rules) {
    Features features = new Features();
    features.addEdges(reading);
    features.groupEnd[EDGES] = features.count;
    features.addWords(reading);
    features.groupEnd[WORDS] = features.count;
    features.addPieces(reading);
    features.groupEnd[PIECES] = features.count;
    features.addFacts(reading, book, rules);
    return features;
  }

  /// How many facts there can be.
  static int factSize(CueBook book, List<Rule> rules) {
    return Fact.values().length + book.size() * Cues.ZONES + rules.size();
  }

  int bucket(int i) {
    return buckets[i];
  }

  int groupStart(int group) {
    return group == 0 ? 0 : groupEnd[group - 1];
  }

  int groupEnd(int group) {
    return groupEnd[group];
  }

  int fact(int i) {
    return facts[i];
  }

  int factCount() {
    return factCount;
  }

  private void addFacts(Reading reading, CueBook book, List<Rule> rules) {
    for (Fact fact : reading.facts()) {
      addFact(fact.number());
    }
    int base = Fact.values().length;
    for (int cue = 0; cue < book.size(); cue++) {
      if (reading.cues().has(cue)) {
        for (int zone = 0; zone < Cues.ZONES; zone++) {
          if (reading.cues().in(cue, zone)) {
            addFact(base + cue * Cues.ZONES + zone);
          }
        }
      }
    }
    base += book.size() * Cues.ZONES;
    for (int rule = 0; rule < rules.size(); rule++) {
      if (rules.get(rule).holds(reading)) {
        addFact(base + rule);
      }
    }
  }

  private void addFact(int fact) {
    if (factCount == facts.length) {
      facts = Arrays.copyOf(facts, 2 * factCount);
    }
    facts[factCount++] = fact;
  }

  /// Words, pairs and (where words are single letters) triples at the ends of what was said.
  private void addEdges(Reading reading) {
    Cues cues = reading.cues();
    addRun(reading.tokens(), 0, cues.headEnd(), 'h');
    addRun(reading.tokens(), cues.tailStart(), reading.tokens().count, 't');
  }

  private void addRun(Tokens tokens, int from, int to, int tag) {
    int before = Tokens.mix(tag, '^');
    int twoBefore = before;
    for (int token = from; token < to; token++) {
      if (tokens.kind[token] == Tokens.BREAK) {
        continue;
      }
      int word = tokens.hash[token];
      add(Tokens.mix(tag, word));
      add(Tokens.mix(Tokens.mix(tag + 1, before), word));
      if (tokens.kind[token] == Tokens.LETTER) {
        add(Tokens.mix(Tokens.mix(Tokens.mix(tag + 2, twoBefore), before), word));
      }
      twoBefore = before;
      before = word;
    }
  }

  private void addWords(Reading reading) {
    Tokens tokens = reading.tokens();
    int before = 0;
    for (int token = reading.userStart(); token < tokens.count; token++) {
      if (tokens.isSpoken(token)) {
        int word = tokens.hash[token];
        boolean letter = tokens.kind[token] == Tokens.LETTER;
        add(Tokens.mix('w', letter ? Tokens.mix(before, word) : word));
        before = word;
      }
    }
  }

  private void addPieces(Reading reading) {
    Tokens tokens = reading.tokens();
    Cues cues = reading.cues();
    for (int token = 0; token < tokens.count; token++) {
      boolean edge = token < cues.headEnd() || token >= cues.tailStart();
      if (edge && tokens.kind[token] == Tokens.WORD) {
        addPieces(tokens.chars, tokens.start[token], tokens.end[token]);
      }
    }
  }

  private void addPieces(char[] chars, int from, int to) {
    int end = Math.min(to, from + 24);
    for (int at = from - 1; at <= end - SHORTEST_PIECE + 1; at++) {
      int h = Tokens.mix('p', at < from ? ' ' : chars[at]);
      for (int size = 2; size <= LONGEST_PIECE && at + size - 1 <= end; size++) {
        int last = at + size - 1;
        h = Tokens.mix(h, last == end ? ' ' : chars[last]);
        if (size >= SHORTEST_PIECE) {
          add(h);
        }
      }
    }
  }

  /// Notes a feature once; past a bound that only hostile text reaches, further ones are ignored.
  private void add(int hash) {
    int bucket = (hash * 0x9E3779B1) >>> 15;
    int slot = bucket & (SEEN_SLOTS - 1);
    while (seen[slot] != 0) {
      if (seen[slot] == bucket + 1) {
        return;
      }
      slot = (slot + 1) & (SEEN_SLOTS - 1);
    }
    if (count == MOST) {
      return;
    }
    seen[slot] = bucket + 1;
    if (count == buckets.length) {
      buckets = Arrays.copyOf(buckets, 2 * count);
    }
    buckets[count++] = bucket;
  }
}
