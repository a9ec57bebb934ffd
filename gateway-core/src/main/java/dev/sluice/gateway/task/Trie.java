package dev.sluice.gateway.task;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;

/// The phrases of a [CueBook], letter by letter.
///
/// Built with [#add], then frozen into arrays small enough for the processor's cache: the first
/// letter is looked up directly, a node's further letters lie beside each other. Afterwards
/// immutable.
final class Trie {
  private static final int[] NONE = {};
  private static final int ASCII = 128;

  /// A node while the trie grows.
  private static final class Growing {
    final TreeMap<Character, Growing> next = new TreeMap<>();
    int[] whole = NONE;
    int[] open = NONE;
    int number;
  }

  private final Growing top = new Growing();
  private int[] roots = {};
  private int[] pairs = {};
  private int[] firstEdge = {};
  private char[] letters = {};
  private int[] targets = {};
  private boolean[] ends = {};
  private int[][] whole = {};
  private int[][] open = {};

  /// Adds a folded phrase; a `*` at its end lets its last word go on.
  void add(String phrase, int cue) {
    boolean goesOn = phrase.endsWith("*");
    String spelled = goesOn ? phrase.substring(0, phrase.length() - 1) : phrase;
    Growing node = top;
    for (int i = 0; i < spelled.length(); i++) {
      node = node.next.computeIfAbsent(spelled.charAt(i), c -> new Growing());
    }
    if (goesOn) {
      node.open = with(node.open, cue);
    } else {
      node.whole = with(node.whole, cue);
    }
  }

  private static int[] with(int[] cues, int cue) {
    int[] more = Arrays.copyOf(cues, cues.length + 1);
    more[cues.length] = cue;
    return more;
  }

  void freeze() {
    List<Growing> nodes = new ArrayList<>(List.of(top));
    for (int i = 0; i < nodes.size(); i++) {
      for (Growing child : nodes.get(i).next.values()) {
        child.number = nodes.size();
        nodes.add(child);
      }
    }
    firstEdge = new int[nodes.size() + 1];
    letters = new char[nodes.size()];
    targets = new int[nodes.size()];
    ends = new boolean[nodes.size()];
    whole = new int[nodes.size()][];
    open = new int[nodes.size()][];
    int edge = 0;
    for (Growing node : nodes) {
      firstEdge[node.number] = edge;
      whole[node.number] = node.whole;
      open[node.number] = node.open;
      ends[node.number] = node.whole.length + node.open.length > 0;
      for (var child : node.next.entrySet()) {
        letters[edge] = child.getKey();
        targets[edge++] = child.getValue().number;
      }
    }
    firstEdge[nodes.size()] = edge;
    roots = new int[Character.MAX_VALUE + 1];
    pairs = new int[ASCII * ASCII];
    for (var root : top.next.entrySet()) {
      roots[root.getKey()] = root.getValue().number;
      for (var second : root.getValue().next.entrySet()) {
        if (root.getKey() < ASCII && second.getKey() < ASCII) {
          pairs[root.getKey() * ASCII + second.getKey()] = second.getValue().number;
        }
      }
    }
    top.next.clear();
  }

  /// Notes the cues of all phrases that begin with a token.
  void walk(Tokens tokens, int token, Cues hits) {
    char[] chars = tokens.chars;
    int at = tokens.start[token];
    int node = roots[chars[at]];
    if (node != 0
        && !ends[node]
        && at + 1 < tokens.length
        && (chars[at] | letter(chars, at + 1)) < ASCII) {
      node = pairs[chars[at] * ASCII + letter(chars, ++at)];
    }
    while (node != 0) {
      if (ends[node]) {
        note(open[node], token, hits);
        if (isBorder(chars, at, tokens.length)) {
          note(whole[node], token, hits);
        }
      }
      at++;
      node = at < tokens.length ? child(node, letter(chars, at)) : 0;
    }
  }

  /// A line break within a phrase is as good as a blank.
  private static char letter(char[] chars, int at) {
    return chars[at] == '\n' ? ' ' : chars[at];
  }

  private static void note(int[] cues, int token, Cues hits) {
    for (int cue : cues) {
      hits.note(cue, token);
    }
  }

  private int child(int node, char letter) {
    int end = firstEdge[node + 1];
    for (int edge = firstEdge[node]; edge < end; edge++) {
      if (letters[edge] == letter) {
        return targets[edge];
      }
    }
    return 0;
  }

  private static boolean isBorder(char[] chars, int last, int length) {
    if (last + 1 >= length) {
      return true;
    }
    byte kind = Tokens.kindOf(chars[last]);
    return kind == Tokens.LETTER || kind == Tokens.MARK || Tokens.kindOf(chars[last + 1]) != kind;
  }
}
