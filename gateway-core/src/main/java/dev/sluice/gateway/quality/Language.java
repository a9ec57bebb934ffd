package dev.sluice.gateway.quality;

import java.lang.Character.UnicodeScript;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The languages that can be told apart by their letters, or by their commonest words.
///
/// A guess is made only where it is clear; every doubt is null. Scripts that several languages
/// share (Cyrillic, Arabic, Devanagari) count as one.
enum Language {
  ENGLISH,
  SPANISH,
  FRENCH,
  GERMAN,
  PORTUGUESE,
  ITALIAN,
  CHINESE,
  JAPANESE,
  KOREAN,
  CYRILLIC,
  ARABIC,
  DEVANAGARI,
  GREEK,
  HEBREW,
  THAI;

  /// Words that are common in one of the six and rare in the other five.
  private static final Map<Language, Set<String>> COMMON =
      Map.of(
          ENGLISH,
          words(
              "the and to of by for about that with are this you what how which from have be your can it they"
                  + " should would when there their has will"),
          SPANISH,
          words(
              "el los las y es por del está pero qué cómo muy hay lo también cuando sus más fue"
                  + " son puede esta este entre sobre"),
          FRENCH,
          words(
              "le les des est et dans qui pour pas sur vous je avec du au sont cette ce nous plus"
                  + " par être ont aux"),
          GERMAN,
          words(
              "der und ist nicht ein eine mit für auf von zu den dem ich sie wie auch sind wird oder"
                  + " das werden bei einer"),
          PORTUGUESE,
          words(
              "os não uma é com em do da dos das você são ao pelo também seu muito isso foi na ou"
                  + " pela mais às"),
          ITALIAN,
          words(
              "il che di è gli per sono della nel anche più questo alla dei delle si degli nella"
                  + " essere dell questa"));

  private static final Pattern WORD = Pattern.compile("\\p{L}+");
  private static final int ENOUGH_WORDS = 3;
  private static final double ENOUGH_SHARE = 0.12;
  private static final double CLEARLY = 2.5;
  private static final double DOMINANT = 0.7;
  private static final int SOME_LATIN = 10;

  private static Set<String> words(String spaced) {
    return Pattern.compile(" ").splitAsStream(spaced).collect(Collectors.toUnmodifiableSet());
  }

  /// The language most of the prose is in, or null where that is not clear.
  static @Nullable Language of(String prose) {
    Letters letters = Letters.in(prose);
    Language main = letters.main();
    return main == null && letters.isLatin() ? latin(prose, ENOUGH_WORDS) : main;
  }

  /// Every language that a part of the prose may be in.
  static Set<Language> allIn(String prose) {
    Letters letters = Letters.in(prose);
    Set<Language> all = EnumSet.noneOf(Language.class);
    all.addAll(letters.present());
    if (!letters.isLatin() && letters.latin() >= SOME_LATIN) {
      all.addAll(COMMON.keySet()); // such as an English wish about a Chinese text
    }
    prose.lines().map(line -> latin(line, ENOUGH_WORDS)).filter(Objects::nonNull).forEach(all::add);
    Language whole = latin(prose, ENOUGH_WORDS);
    if (whole != null) {
      all.add(whole);
    }
    return all;
  }

  /// Like [#of], but content with two common words, as a short question has them.
  static @Nullable Language ofQuestion(String prose) {
    Letters letters = Letters.in(prose);
    Language main = letters.main();
    return main == null && letters.isLatin() ? latin(prose, 2) : main;
  }

  private static @Nullable Language latin(String prose, int enough) {
    Map<Language, Set<String>> distinct = new EnumMap<>(Language.class);
    Map<Language, Integer> hits = new EnumMap<>(Language.class);
    int total = 0;
    Matcher words = WORD.matcher(prose.toLowerCase(Locale.ROOT));
    while (words.find()) {
      total++;
      String word = words.group();
      COMMON.forEach((language, common) -> {
        if (common.contains(word)) {
          hits.merge(language, 1, Integer::sum);
          distinct.computeIfAbsent(language, _ -> new HashSet<>()).add(word);
        }
      });
    }
    Language best = null;
    int most = 0;
    int second = 0;
    for (Map.Entry<Language, Integer> entry : hits.entrySet()) {
      if (entry.getValue() > most) {
        second = most;
        most = entry.getValue();
        best = entry.getKey();
      } else {
        second = Math.max(second, entry.getValue());
      }
    }
    boolean clear =
        best != null
            && distinct.getOrDefault(best, Set.of()).size() >= enough
            && most >= ENOUGH_SHARE * total
            && most >= CLEARLY * second;
    return clear ? best : null;
  }

  /// How many letters of each script a text has; an ideograph or syllable says as much as two.
  private record Letters(int latin, Map<Language, Integer> others, int all) {

    static Letters in(String prose) {
      int latin = 0;
      int all = 0;
      Map<Language, Integer> others = new EnumMap<>(Language.class);
      for (int i = 0; i < prose.length(); ) {
        int c = prose.codePointAt(i);
        i += Character.charCount(c);
        if (!Character.isLetter(c)) {
          continue;
        }
        UnicodeScript script = UnicodeScript.of(c);
        if (script == UnicodeScript.LATIN) {
          latin++;
          all++;
          continue;
        }
        Language language = of(script);
        int weight = language == CHINESE || language == JAPANESE || language == KOREAN ? 2 : 1;
        all += weight;
        if (language != null) {
          others.merge(language, weight, Integer::sum);
        }
      }
      return new Letters(latin, others, all);
    }

    private static @Nullable Language of(UnicodeScript script) {
      return switch (script) {
        case HAN -> CHINESE;
        case HIRAGANA, KATAKANA -> JAPANESE;
        case HANGUL -> KOREAN;
        case CYRILLIC -> Language.CYRILLIC;
        case ARABIC -> Language.ARABIC;
        case DEVANAGARI -> Language.DEVANAGARI;
        case GREEK -> Language.GREEK;
        case HEBREW -> Language.HEBREW;
        case THAI -> Language.THAI;
        default -> null;
      };
    }

    boolean isLatin() {
      return latin >= DOMINANT * all;
    }

    private int count(Language language) {
      return others.getOrDefault(language, 0);
    }

    /// Ideographs among kana are Japanese.
    @Nullable Language main() {
      int han = count(CHINESE);
      int kana = count(JAPANESE);
      if (kana > 0 && kana >= 0.1 * (han + kana)) {
        return han + kana >= DOMINANT * all ? JAPANESE : null;
      }
      for (Map.Entry<Language, Integer> entry : others.entrySet()) {
        if (entry.getValue() >= DOMINANT * all) {
          return entry.getKey();
        }
      }
      return null;
    }

    Set<Language> present() {
      Set<Language> present = EnumSet.noneOf(Language.class);
      present.addAll(others.keySet());
      if (main() == JAPANESE) {
        present.remove(CHINESE);
      }
      return present;
    }
  }
}
