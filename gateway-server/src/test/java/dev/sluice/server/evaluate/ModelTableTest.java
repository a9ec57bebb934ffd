package dev.sluice.server.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.server.evaluate.RoutesReport.ModelLine;
import java.util.List;
import org.junit.jupiter.api.Test;

class ModelTableTest {

  @Test
  void comparesOnTheSamePromptsAndRaisesPValues() {
    ModelTable table = new ModelTable(100, 1);
    List<Double> right = List.of(1.0, 1.0, 1.0, 1.0, 1.0, 1.0);
    List<Double> wrong = List.of(0.0, 0.0, 0.0, 0.0, 0.0, 1.0);

    table.add("g", "better", right, wrong);
    table.add("g", "equal", wrong, wrong);
    table.add("g", "compared", List.of(0.6), List.of(0.5));

    List<ModelLine> lines = table.lines();
    assertThat(lines.get(0).difference().estimate()).isCloseTo(5.0 / 6, within(1e-12));
    assertThat(lines.get(0).pValue()).isCloseTo(2 * 2.0 / 32, within(1e-12)); // two tests
    assertThat(lines.get(1).pValue()).isOne();
    assertThat(lines.get(2).pValue()).isNaN();
  }
}
