package dev.sluice.server.evaluate;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutcomeFolderTest {

  @TempDir private Path folder;

  @Test
  void readsGradedFilesPlainAndCompressed() throws IOException {
    write("any/t.prompts.jsonl", "{'id':'1','prompt':'one plus one'}\n\n{'id':2,'prompt':'two'}");
    write("any/t.m.v1.jsonl.gz", "{'id':'1','output':'2, I think','correct':1}");

    OutcomeSet set = new OutcomeFolder(folder).set("t");

    assertThat(set.models()).containsExactly("m.v1");
    assertThat(set.outcomes()).extracting(Outcome::id).containsExactly("1", "2");
    assertThat(set.outcomes().getFirst().answers().get("m.v1"))
        .isEqualTo(new Recorded("2, I think", 1, 3, 3)); // a token is taken to be four characters
    assertThat(set.outcomes().getLast().answers()).isEmpty();
  }

  @Test
  void readsWhatThreeProjectsPublish() throws IOException {
    write(
        "outcomes/mmlu_pro/prompts.jsonl",
        "{'id':'7','category':'law','question':'Which?','options':['this','that']}");
    write("outcomes/mmlu_pro/m.jsonl", "{'id':'7','correct':0,'output':'(B)','out_tok_est':9}");
    write(
        "outcomes/routellm/x.jsonl",
        "{'id':3,'prompt':'How many?','weak':0,'strong':1,'weak_output':'4','strong_output':'5'}");
    write(
        "outcomes/alpaca_eval/m.jsonl",
        "{'instruction':'Say hi','output':'hi','win_prob_vs_gpt4_1106':0.25}");

    OutcomeFolder found = new OutcomeFolder(folder);

    assertThat(found.names()).containsExactly("alpaca_eval", "mmlu_pro", "routellm");
    Outcome choice = found.set("mmlu_pro").outcomes().getFirst();
    assertThat(choice.prompt()).contains("about law", "Which?", "(A) this\n(B) that");
    assertThat(choice.answers()).containsOnlyKeys("m");
    assertThat(found.set("routellm").outcomes().getFirst().answers())
        .containsEntry("weak", new Recorded("4", 0, 2, 0))
        .containsEntry("strong", new Recorded("5", 1, 2, 0));
    assertThat(found.set("alpaca_eval").outcomes().getFirst().answers())
        .containsEntry("m", new Recorded("hi", 0.25, 2, 1));
  }

  @Test
  void keepsOneOfPromptsWithTheSameText() throws IOException {
    write("t.prompts.jsonl", "{'id':'1','prompt':'same'}\n{'id':'2','prompt':'same'}");
    write("t.m.jsonl", "{'id':'1','output':'a'}\n{'id':'2','output':'b'}");

    assertThat(new OutcomeFolder(folder).set("t").outcomes())
        .extracting(Outcome::id)
        .containsExactly("1");
  }

  @Test
  void saysWhereALineIsNoJson() throws IOException {
    write("t.prompts.jsonl", "{'id':'1','prompt':'one'}\n{'id':");

    assertThatThrownBy(() -> new OutcomeFolder(folder).set("t"))
        .isInstanceOf(CannotEvaluate.class)
        .hasMessageContaining("t.prompts.jsonl:2 is no JSON");
    assertThatThrownBy(() -> new OutcomeFolder(folder.resolve("nowhere")))
        .isInstanceOf(CannotEvaluate.class)
        .hasMessageContaining("no folder");
  }

  @Test
  void partsAndLimitsCutASet() {
    OutcomeSet sums = Sums.set();

    Suite first = Suite.of(List.of(sums), Sums.STAND_INS, new Choice(0, 1, 2), List.of());
    Suite second = Suite.of(List.of(sums), Sums.STAND_INS, new Choice(0, 2, 2), List.of());
    Suite few = Suite.of(List.of(sums), Sums.STAND_INS, new Choice(3, 1, 1), List.of());

    assertThat(first.cases()).doesNotContainAnyElementsOf(second.cases());
    assertThat(first.cases().size() + second.cases().size()).isEqualTo(12);
    assertThat(few.cases()).extracting(Case::id).containsExactly("sum-0", "sum-4", "sum-8");
  }

  private void write(String name, String lines) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.toAbsolutePath().getParent());
    byte[] bytes = lines.replace('\'', '"').getBytes(UTF_8);
    try (OutputStream plain = Files.newOutputStream(file);
        OutputStream out = name.endsWith(".gz") ? new GZIPOutputStream(plain) : plain) {
      out.write(bytes);
    }
  }
}
