package dev.sluice.gateway.task;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class PromptTextTest {

  @Test
  void takesTheUsersWordsOutOfAnAgentsEnvelope() {
    String sent =
        "<environment_details>\nOpen files: a.py\n</environment_details>\n"
            + "<user_query>\nrename the class\n</user_query>";

    assertThat(PromptText.of(sent, PromptText.LIMIT)).isEqualTo("rename the class");
  }

  @Test
  void dropsRemindersAroundTheWords() {
    String sent = "<system-reminder>be nice</system-reminder>\nfix the test\n<b>bold</b>";

    assertThat(PromptText.of(sent, PromptText.LIMIT)).isEqualTo("fix the test\n<b>bold</b>");
  }

  @Test
  void keepsATextThatIsAllEnvelope() {
    String sent = "<system-reminder>be nice</system-reminder>";

    assertThat(PromptText.of(sent, PromptText.LIMIT)).isEqualTo(sent);
  }

  @Test
  void keepsHeadAndTailOfALongText() {
    String sent = "Summarize this. " + "One more sentence. ".repeat(500) + "In two lines please.";

    String text = PromptText.of(sent, PromptText.LIMIT);

    assertThat(text).startsWith("Summarize this.").contains("In two lines please.");
    assertThat(text.length()).isLessThanOrEqualTo(PromptText.LIMIT);
  }

  @Test
  void keepsTheFirstLinesOfALogOnly() {
    String line = "2026-01-01 12:00:00 INFO something happened in the service again\n";
    String sent = "why is it slow?\n" + line.repeat(30);

    String text = PromptText.of(sent, PromptText.LIMIT);

    assertThat(text.split("INFO", -1)).hasSize(4);
  }

  @Property
  void neverExceedsTheLimit(@ForAll String raw) {
    assertThat(PromptText.of(raw, 100).length()).isLessThanOrEqualTo(100);
  }
}
