package dev.sluice.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gateway.config.LimitConfig;
import dev.sluice.server.http.BodyCollector.Taken;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;

class BodyCollectorTest {

  private static final long LIMIT = 10L << 20;

  private final Admission admission = new Admission(() -> new LimitConfig(10, 4L << 20));

  @Test
  void setsNothingAsideBeforeTheFirstByte() {
    var collector = new BodyCollector(admission, LIMIT, 2 << 20);

    byte[] body = collector.take();

    assertThat(body).isEmpty();
    assertThat(admission.bytes()).isZero();
  }

  @Test
  void believesALargeDeclarationOnlyAsFarAsItIsFilled() {
    var collector = new BodyCollector(admission, LIMIT, 3 << 20);

    collector.add(bytes(1));
    long first = admission.bytes();
    collector.add(bytes(1 << 20));

    assertThat(first).isEqualTo(1 << 20);
    assertThat(admission.bytes()).isEqualTo(2 << 20);
  }

  @Test
  void countsTheMemoryThatItTakesAndThenTheBodyAlone() {
    var collector = new BodyCollector(admission, LIMIT, 0);

    collector.add(bytes(1000));
    collector.add(bytes(1));
    long receiving = admission.bytes();
    byte[] body = collector.take();

    assertThat(receiving).isEqualTo(2000);
    assertThat(body).hasSize(1001);
    assertThat(admission.bytes()).isEqualTo(1001);
  }

  @Test
  void leavesAnEighthOfTheRoomToSmallBodies() {
    var large = new BodyCollector(admission, LIMIT, 0);
    var small = new BodyCollector(admission, LIMIT, 0);

    large.add(bytes(2 << 20));
    Taken last = large.add(bytes(3 << 19));
    Taken other = small.add(bytes(1 << 19));

    assertThat(last).isEqualTo(Taken.OK);
    assertThat(other).isEqualTo(Taken.OK);
    assertThat(admission.bytes()).isEqualTo(4 << 20);
  }

  @Test
  void givesEverythingBackWhenThereIsNoRoom() {
    var collector = new BodyCollector(admission, LIMIT, 0);

    collector.add(bytes(2 << 20));
    Taken last = collector.add(bytes((3 << 19) + 1));
    collector.drop();

    assertThat(last).isEqualTo(Taken.NO_ROOM);
    assertThat(admission.bytes()).isZero();
  }

  private static ByteBuf bytes(int count) {
    return Unpooled.wrappedBuffer(new byte[count]);
  }
}
