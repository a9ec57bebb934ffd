package dev.sluice.gateway.boost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class BoostedTreesTest {

  private static final int ROWS = 4_000;

  private final float[][] rows = new float[ROWS][3];
  private final boolean[] labels = new boolean[ROWS];
  private final float[] weights = new float[ROWS];

  /// The label follows from the first two features together, the third is noise.
  private BoostedTrees fitted() {
    SplittableRandom random = new SplittableRandom(7);
    for (int i = 0; i < ROWS; i++) {
      for (int f = 0; f < 3; f++) {
        rows[i][f] = (float) random.nextDouble();
      }
      labels[i] = random.nextDouble() < chance(rows[i]);
    }
    Arrays.fill(weights, 1);
    return TreeFitting.fit(rows, labels, weights, Settings.DEFAULT);
  }

  private static double chance(float[] row) {
    return row[0] > 0.5 && row[1] > 0.5 ? 0.9 : 0.1;
  }

  @Test
  void learnsWhatTwoFeaturesSayTogether() {
    BoostedTrees trees = fitted();

    assertThat(trees.probability(new float[] {0.9f, 0.9f, 0.5f})).isGreaterThan(0.8);
    assertThat(trees.probability(new float[] {0.1f, 0.1f, 0.5f})).isLessThan(0.2);
    assertThat(trees.probability(new float[] {0.9f, 0.1f, 0.5f})).isLessThan(0.2);
  }

  @Test
  void sameRowsMakeTheSameTrees() throws IOException {
    assertThat(bytes(fitted())).isEqualTo(bytes(fitted()));
  }

  @Test
  void isReadAsItWasWritten() throws IOException {
    BoostedTrees trees = fitted();

    BoostedTrees again = read(bytes(trees), 3);

    assertThat(again.trees()).isEqualTo(trees.trees());
    for (float[] row : rows) {
      assertThat(again.probability(row)).isEqualTo(trees.probability(row));
    }
  }

  @Test
  void refusesTreesOverFeaturesThatRowsDoNotHave() throws IOException {
    byte[] bytes = bytes(fitted());

    assertThatThrownBy(() -> read(bytes, 1)).isInstanceOf(IOException.class);
  }

  @Test
  void rowsWithoutWeightDoNotCount() {
    fitted();
    boolean[] odd = labels.clone();
    for (int i = 0; i < ROWS / 2; i++) {
      odd[i] = !odd[i];
      weights[i] = 0;
    }

    BoostedTrees trees = TreeFitting.fit(rows, odd, weights, Settings.DEFAULT);

    assertThat(trees.probability(new float[] {0.9f, 0.9f, 0.5f})).isGreaterThan(0.8);
  }

  @Test
  void aConstantFeatureIsNoReasonToSplit() {
    BoostedTrees trees =
        TreeFitting.fit(
            new float[][] {{1}, {1}, {1}, {1}},
            new boolean[] {true, true, true, false},
            new float[] {10, 10, 10, 10},
            Settings.DEFAULT);

    assertThat(trees.probability(new float[] {1})).isCloseTo(0.75, within(0.05));
  }

  private static byte[] bytes(BoostedTrees trees) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    trees.write(new DataOutputStream(out));
    return out.toByteArray();
  }

  private static BoostedTrees read(byte[] bytes, int width) throws IOException {
    return BoostedTrees.read(new DataInputStream(new ByteArrayInputStream(bytes)), width);
  }
}
