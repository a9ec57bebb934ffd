package dev.sluice.server.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The list of all ids, against the tables in this package.
class EveryCheckTest {

  @ParameterizedTest(name = "section {0}")
  @CsvSource({"C,17", "S,21", "A,7", "E,33", "R,5", "X,5", "T,2", "H,12", "M,7"})
  void everyCheckHasARow(String section, int last) throws Exception {
    List<String> listed =
        IntStream.rangeClosed(1, last)
            .mapToObj(number -> String.format(Locale.ROOT, "%s%02d", section, number))
            .toList();

    Set<String> tested = new TreeSet<>();
    tables().forEach(table -> table.checks().forEach(check -> tested.add(check.id())));
    tested.removeIf(id -> !id.startsWith(section));

    assertThat(tested).containsExactlyElementsOf(listed);
  }

  private static List<CheckTable> tables() throws IOException, ReflectiveOperationException {
    URL own = Objects.requireNonNull(EveryCheckTest.class.getResource("EveryCheckTest.class"));
    Path folder = Path.of(URI.create(own.toString())).resolveSibling("");
    List<CheckTable> tables = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*Test.class")) {
      for (Path file : files) {
        String name = file.getFileName().toString().replace(".class", "");
        Class<?> type = Class.forName(EveryCheckTest.class.getPackageName() + "." + name);
        if (CheckTable.class.isAssignableFrom(type)) {
          tables.add((CheckTable) type.getDeclaredConstructor().newInstance());
        }
      }
    }
    return tables;
  }
}
