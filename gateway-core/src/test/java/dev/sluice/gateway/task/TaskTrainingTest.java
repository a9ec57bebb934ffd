package dev.sluice.gateway.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TaskTrainingTest {
  private static final FeatureReader READER = FeatureReader.shipped();
  private static final SoftmaxTraining.Settings QUICK =
      new SoftmaxTraining.Settings(1, 2, 0.15, 3e-4, 1e-3, 0.1, 0.1, 7);

  @TempDir Path folder;

  @Test
  void learnsTheSameFromTheSame() throws IOException {
    List<SoftmaxTraining.Row> rows = rows();

    byte[] first = written(SoftmaxTraining.fit(rows, READER, QUICK));
    byte[] second = written(SoftmaxTraining.fit(rows, READER, QUICK));

    assertThat(second).isEqualTo(first);
  }

  @Test
  void readsBackWhatItWrote() throws IOException {
    TaskModel model = SoftmaxTraining.fit(rows(), READER, QUICK).at(1.5);
    Path file = folder.resolve("model.bin");
    Files.write(file, written(model));

    TaskModel read;
    try (var in = new BufferedInputStream(Files.newInputStream(file))) {
      read = TaskModel.read(in);
    }

    Features features = READER.read(TaskInput.ofText("Translate this into French: good night"));
    assertThat(read.scores(features)).isEqualTo(model.scores(features));
    assertThat(read.temperature()).isEqualTo(1.5);
  }

  @Test
  void refusesBytesThatAreNoModel() throws IOException {
    Path file = folder.resolve("model.bin");
    Files.writeString(file, "not a model");

    try (var in = Files.newInputStream(file)) {
      assertThatThrownBy(() -> TaskModel.read(in)).isInstanceOf(IOException.class);
    }
  }

  @Test
  void namesTheLineThatIsWrong() throws IOException {
    Files.writeString(folder.resolve("train.jsonl"), "{\"label\":\"poetry\",\"messages\":[]}\n");

    assertThatThrownBy(() -> TaskTraining.train(folder, folder.resolve("model.bin")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("train.jsonl:1")
        .hasMessageContaining("poetry");
  }

  @Test
  void refusesAFolderWithoutPrompts() {
    assertThatThrownBy(() -> TaskTraining.train(folder, folder.resolve("model.bin")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("no labelled prompts");
  }

  @Test
  void findsTheTemperatureThatFits() {
    Scores scores = new Scores();
    LabelledPrompt prompt = OwnPrompts.all().getFirst();
    int truth = TaskModel.column(prompt.task());
    for (int i = 0; i < 100; i++) {
      double[] said = new double[TaskModel.TASKS];
      said[i < 70 ? truth : (truth + 1) % said.length] = 8; // very sure, right seven times in ten
      scores.add(prompt, said);
    }

    double temperature = scores.bestTemperature();

    assertThat(temperature).isGreaterThan(2);
    assertThat(scores.calibrationError(temperature)).isLessThan(scores.calibrationError(1));
  }

  private static List<SoftmaxTraining.Row> rows() {
    List<LabelledPrompt> prompts = OwnPrompts.all().subList(0, 300);
    return RowWeights.weigh(prompts, prompts.stream().map(p -> READER.read(p.input())).toList());
  }

  private byte[] written(TaskModel model) throws IOException {
    var bytes = new ByteArrayOutputStream();
    model.write(bytes);
    return bytes.toByteArray();
  }
}
