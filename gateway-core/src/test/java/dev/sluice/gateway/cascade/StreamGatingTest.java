package dev.sluice.gateway.cascade;

import static dev.sluice.gateway.cascade.StreamGating.HELD;
import static dev.sluice.gateway.cascade.StreamGating.LIVE;
import static dev.sluice.gateway.cascade.StreamGating.WHOLE;
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
  @CsvSource({"DIRECT, LIVE", "SNIFF, HELD", "BUFFERED, WHOLE", "AUTO, HELD"})
  void followsTheCallersMode(StreamMode mode, StreamGating gating) {
    Sample sample = new Sample().options(o -> o.stream(mode));

    assertThat(StreamGating.of(sample.planned())).isEqualTo(gating);
  }

  @Test
  void isLiveWhereThereIsNothingToChoose() {
    Sample buffered = new Sample().options(o -> o.stream(StreamMode.BUFFERED));

    assertThat(StreamGating.of(buffered.planned(Sample.asks("middle")))).isEqualTo(LIVE);
    assertThat(StreamGating.of(buffered.body(Sample.chat("middle", "hi")).planned()))
        .isEqualTo(LIVE);
    assertThat(StreamGating.of(buffered.body(Sample.chat("best", "hi")).planned())).isEqualTo(LIVE);
  }

  @Test
  void readsWholeWhatTheGateNeedsWhole() {
    Sample sample = new Sample();

    assertThat(gating(sample, "\"tools\":[]")).isEqualTo(WHOLE);
    assertThat(gating(sample, "\"response_format\":{\"type\":\"json_object\"}")).isEqualTo(WHOLE);
    assertThat(gating(sample, "\"response_format\":{\"type\":\"text\"}")).isEqualTo(HELD);
    assertThat(gating(sample, "\"max_tokens\":256")).isEqualTo(WHOLE);
    assertThat(gating(sample, "\"max_completion_tokens\":257")).isEqualTo(HELD);
    assertThat(
            StreamGating.of(
                sample.planned(
                    List.of(new RouteStep.Agree("small", "middle"), new RouteStep.Ask("large")))))
        .isEqualTo(WHOLE);
  }

  @ParameterizedTest
  @CsvSource({"CLASSIFICATION, WHOLE", "SIMPLE_QA, WHOLE", "SUMMARIZATION, HELD", "GENERAL, HELD"})
  void readsTasksWithShortAnswersWhole(TaskType task, StreamGating gating) {
    assertThat(StreamGating.of(new Sample().task(task).planned())).isEqualTo(gating);
  }

  private static StreamGating gating(Sample sample, String member) {
    return StreamGating.of(sample.body(Sample.chat("auto", "hi", member)).planned());
  }
}
