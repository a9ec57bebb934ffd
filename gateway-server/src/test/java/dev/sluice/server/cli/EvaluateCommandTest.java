package dev.sluice.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.server.books.Books;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EvaluateCommandTest {

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"--task=guessing", "--points=0", "--part=3/2", "--part=half", "--m=many"})
  void refusesWrongValues(String option) throws Exception {
    Cli.Ran ran = run("evaluate", "routes", folder.toString(), option);

    assertThat(ran.exit()).isEqualTo(ExitCode.USAGE);
    assertThat(ran.err()).contains(option.substring(0, option.indexOf('=')));
  }

  @Test
  void saysWhatThereIsToEvaluate() throws Exception {
    assertThat(run("evaluate").err()).startsWith("say what to evaluate: routes");
    assertThat(run("evaluate", "cache").err())
        .isEqualTo("'sluice evaluate cache' does not exist yet in version 0.1.0.\n");
  }

  private Cli.Ran run(String... arguments) throws Exception {
    return new Cli(folder, Books.Opener.NOWHERE).run(arguments);
  }
}
