package dev.sluice.gateway.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.StringReader;
import org.junit.jupiter.api.Test;

class CueBookTest {
  private static final CueBook BOOK =
      CueBook.read(
          new BufferedReader(
              new StringReader("# comment\ngreet: good day | こんにちは\nsum: résum*\n")));

  @Test
  void findsPhrasesAtWordBordersOnly() {
    assertThat(cues("Good\n Day to you").has(0)).isTrue();
    assertThat(cues("good daylight").has(0)).isFalse();
    assertThat(cues("agood day").has(0)).isFalse();
  }

  @Test
  void findsOpenPhrasesWhateverFollowsAndWithoutAccents() {
    assertThat(cues("RESUMEZ ce texte").has(1)).isTrue();
    assertThat(cues("résumons").has(1)).isTrue();
  }

  @Test
  void findsKanaWithinARunOfLetters() {
    assertThat(cues("皆さんこんにちは元気").has(0)).isTrue();
  }

  @Test
  void tellsStartTailAndBodyApart() {
    String filler = "some words that mean nothing at all here ".repeat(20);

    assertThat(cues("good day " + filler).opens(0)).isTrue();
    assertThat(cues(filler + "good day").in(0, Cues.TAIL)).isTrue();
    assertThat(cues(filler + "good day " + filler).asks(0)).isFalse();
  }

  @Test
  void shipsWithEveryCueThatRulesName() {
    assertThat(new RuleBook(CueBook.shipped()).rules()).hasSizeGreaterThan(40);
  }

  private static Cues cues(String text) {
    Tokens tokens = new Tokens(text);
    Cues cues = new Cues(BOOK.size(), tokens, 0);
    BOOK.find(tokens, cues);
    return cues;
  }
}
