package dev.sluice.gateway.task;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The phrases that give a task away, in every language, as one trie.
///
/// The table is `cues.txt`: `name: phrase | phrase…`, a name may span several lines. A phrase is
/// folded like the text ([Tokens]) and starts and ends at a word border; `*` at its end lets the
/// word go on. Phrases of Han and kana need no borders. Looking up walks the trie from each token,
/// so a text costs its length times the little that phrases share; there is no backtracking.
/// Immutable, shared by all threads.
final class CueBook {
  private final List<String> names;
  private final Map<String, Integer> ids = new LinkedHashMap<>();
  private final Trie trie = new Trie();

  private CueBook(Map<String, List<String>> table) {
    names = List.copyOf(table.keySet());
    table.forEach((name, phrases) -> {
      int cue = ids.size();
      ids.put(name, cue);
      phrases.forEach(phrase -> trie.add(phrase, cue));
    });
    trie.freeze();
  }

  /// The table that ships with the classifier.
  static CueBook shipped() {
    try (InputStream in = CueBook.class.getResourceAsStream("cues.txt")) {
      if (in == null) {
        throw new IllegalStateException("cues.txt is missing beside CueBook");
      }
      return read(new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static CueBook read(BufferedReader lines) {
    Map<String, List<String>> table = new LinkedHashMap<>();
    lines
        .lines()
        .map(String::strip)
        .filter(line -> !line.isEmpty() && !line.startsWith("#"))
        .forEach(line -> {
          int colon = line.indexOf(':');
          List<String> phrases =
              table.computeIfAbsent(line.substring(0, colon), name -> new ArrayList<>());
          for (String phrase : line.substring(colon + 1).split("\\|", -1)) {
            if (!phrase.isBlank()) {
              phrases.add(fold(phrase.strip()));
            }
          }
        });
    return new CueBook(table);
  }

  private static String fold(String phrase) {
    StringBuilder folded = new StringBuilder(phrase.length());
    phrase.chars().forEach(c -> folded.append(Tokens.foldChar((char) c)));
    return folded.toString();
  }

  List<String> names() {
    return names;
  }

  int size() {
    return names.size();
  }

  /// The number of the cue of that name.
  int id(String name) {
    Integer id = ids.get(name);
    if (id == null) {
      throw new IllegalArgumentException("cues.txt has no cue " + name);
    }
    return id;
  }

  /// Notes every cue of a text.
  void find(Tokens tokens, Cues hits) {
    for (int token = 0; token < tokens.count; token++) {
      if (tokens.kind[token] != Tokens.BREAK) {
        trie.walk(tokens, token, hits);
      }
    }
  }
}
