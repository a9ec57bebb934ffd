package dev.sluice.gateway.cascade;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gateway.config.RouteStep;
import dev.sluice.gateway.exchange.RequestOptions.StreamMode;
import dev.sluice.gateway.route.Sample;
import dev.sluice.gateway.terms.TaskType;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StreamGatingTest {

  @ParameterizedTest
  @CsvSource({"DIRECT, true", "SNIFF, true", "BUFFERED, false", "AUTO, true"})
  void followsTheCallersMode(StreamMode mode, boolean live) {
    Sample sample = new Sample().options(o -> o.stream(mode));

    assertThat(StreamGating.isLive(sample.planned())).isEqualTo(live);
  }

  @Test
  void isLiveWhereThereIsNothingToChoose() {
    Sample buffered = new Sample().options(o -> o.stream(StreamMode.BUFFERED));

    assertThat(StreamGating.isLive(buffered.planned(Sample.asks("middle")))).isTrue();
    assertThat(StreamGating.isLive(buffered.body(Sample.chat("middle", "hi")).planned())).isTrue();
    assertThat(StreamGating.isLive(buffered.body(Sample.chat("best", "hi")).planned())).isTrue();
  }

  @Test
  void readsWholeWhatTheGateNeedsWhole() {
    Sample sample = new Sample();

    assertThat(isLive(sample, "\"tools\":[]")).isFalse();
    assertThat(isLive(sample, "\"response_format\":{\"type\":\"json_object\"}")).isFalse();
    assertThat(isLive(sample, "\"response_format\":{\"type\":\"text\"}")).isTrue();
    assertThat(isLive(sample, "\"max_tokens\":256")).isFalse();
    assertThat(isLive(sample, "\"max_completion_tokens\":257")).isTrue();
    assertThat(
            StreamGating.isLive(
                sample.planned(
                    List.of(new RouteStep.Agree("small", "middle"), new RouteStep.Ask("large")))))
        .isFalse();
  }

  @ParameterizedTest
  @CsvSource({"CLASSIFICATION, false", "SIMPLE_QA, false", "SUMMARIZATION, true", "GENERAL, true"})
  void readsTasksWithShortAnswersWhole(TaskType task, boolean live) {
    assertThat(StreamGating.isLive(new Sample().task(task).planned())).isEqualTo(live);
  }

  private static boolean isLive(Sample sample, String member) {
    return StreamGating.isLive(sample.body(Sample.chat("auto", "hi", member)).planned());
  }
}
