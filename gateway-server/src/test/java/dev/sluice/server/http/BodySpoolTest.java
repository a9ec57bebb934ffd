package dev.sluice.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.gateway.config.LimitConfig;
import dev.sluice.gateway.upstream.UpstreamCall.RequestBytes;
import dev.sluice.gateway.upstream.UpstreamCall.RequestSource;
import dev.sluice.server.http.BodyCollector.Taken;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.local.LocalChannel;
import io.netty.channel.local.LocalIoHandler;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class BodySpoolTest {

  private static final int MANY = 3 << 20;

  @TempDir private Path folder;
  private final EventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(1, LocalIoHandler.newFactory());
  private final Channel client = new LocalChannel();
  private LimitConfig limits = new LimitConfig(2, 1 << 20);
  private final Admission admission = new Admission(() -> limits);

  @BeforeEach
  void open() {
    loops.register(client).syncUninterruptibly();
  }

  @AfterEach
  void close() {
    client.close().syncUninterruptibly();
    loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
  }

  @Test
  void keepsASmallBodyInMemory() throws Exception {
    BodySpool spool = spool(10_000_000, 0);
    byte[] bytes = noise(BodySpool.MAX_IN_MEMORY);

    assertThat(feed(spool, bytes)).isEqualTo(Taken.OK);
    ReceivedBody body = onLoop(spool::take);

    assertThat(body).isInstanceOf(ReceivedBody.InMemory.class);
    assertThat(((RequestBytes) body.asItIs()).array()).isEqualTo(bytes);
    assertThat(admission.bytes()).isEqualTo(bytes.length);
    assertThat(admission.requests()).isZero();
    body.close();
    assertThat(admission.bytes()).isZero();
  }

  @Test
  void keepsALargeBodyOnDiskWithoutLeavingAName() throws Exception {
    for (long declared : new long[] {0, MANY}) {
      BodySpool spool = spool(10_000_000, declared);
      byte[] bytes = noise(MANY);

      assertThat(feed(spool, bytes)).isEqualTo(Taken.OK);
      ReceivedBody body = onLoop(spool::take);
      body.await();

      assertThat(body.length()).isEqualTo(MANY);
      assertThat(read(body.open())).isEqualTo(bytes);
      assertThat(read(body.open())).as("again").isEqualTo(bytes);
      assertThat(files()).isZero();
      assertThat(admission.bytes()).isZero();
      assertThat(admission.requests()).isOne();
      assertThat(client.config().isAutoRead()).isTrue();
      body.close();
      admission.leave();
    }
  }

  @Test
  void changesTheBytesOfOnePlaceOnTheWay() throws Exception {
    BodySpool spool = spool(10_000_000, MANY);
    byte[] bytes = noise(MANY);
    feed(spool, bytes);
    ReceivedBody body = onLoop(spool::take);
    body.await();

    RequestSource sent =
        (RequestSource)
            body.with(new ReceivedBody.Splice(100, 104, new RequestBytes(new byte[] {1, 2})));

    byte[] read = read(sent.open());
    assertThat(sent.length()).isEqualTo(MANY - 2).isEqualTo(read.length);
    assertThat(Arrays.copyOf(read, 100)).isEqualTo(Arrays.copyOf(bytes, 100));
    assertThat(Arrays.copyOfRange(read, 100, 102)).containsExactly(1, 2);
    assertThat(Arrays.copyOfRange(read, 102, read.length))
        .isEqualTo(Arrays.copyOfRange(bytes, 104, bytes.length));
    body.close();
  }

  @Test
  void holdsWhatIsNotWrittenYetAndStopsReadingMeanwhile() throws Exception {
    BodySpool spool = spool(10_000_000, MANY);

    boolean reading =
        onLoop(() -> {
          spool.add(Unpooled.wrappedBuffer(noise(512 * 1024)));
          return client.config().isAutoRead(); // before the loop can hear of anything written
        });

    assertThat(reading).isFalse();
    awaitReading();
    awaitBytes(0);
    drop(spool);
  }

  @Test
  void givesEverythingBackWhenTheClientLeaves() throws Exception {
    BodySpool spool = spool(10_000_000, 0);
    feed(spool, noise(MANY + 77));
    add(spool, noise(400 * 1024));

    drop(spool);

    awaitBytes(0);
    assertThat(admission.requests()).isZero();
    assertThat(client.config().isAutoRead()).isTrue();
    assertThat(files()).isZero();
  }

  @Test
  void refusesMoreThanTheLimitWhateverWasDeclared() throws Exception {
    BodySpool small = spool(100, 0);
    BodySpool large = spool(MANY, 0);
    feed(large, noise(MANY));

    assertThat(add(small, noise(101))).isEqualTo(Taken.TOO_LARGE);
    assertThat(add(large, noise(1))).isEqualTo(Taken.TOO_LARGE);
    drop(large);
    awaitBytes(0);
  }

  @Test
  void takesAPlaceAmongTheRequestsInFlight() throws Exception {
    limits = new LimitConfig(1, 1 << 20);
    BodySpool first = spool(10_000_000, 0);
    BodySpool second = spool(10_000_000, 0);
    feed(first, noise(MANY));

    assertThat(feed(second, noise(MANY))).isEqualTo(Taken.NO_ROOM);

    drop(second);
    drop(first);
    awaitBytes(0);
    assertThat(admission.requests()).isZero();
  }

  @Test
  void saysThatThereIsNoRoomWhereTheDiskCannotBeWritten() throws Exception {
    BodySpool spool =
        new BodySpool(plane(folder.resolve("missing")), client, "id", 10_000_000, MANY);

    add(spool, noise(1000));
    ReceivedBody body = onLoop(spool::take);

    assertThatThrownBy(body::await).isInstanceOf(IOException.class);
    awaitBytes(0);
    body.close();
  }

  private BodySpool spool(long limit, long declared) {
    return new BodySpool(plane(folder), client, "id", limit, declared);
  }

  private DataPlane plane(Path uploads) {
    return new DataPlane(
        new FakeGateway(new TestConfig().build(), Rig::answer),
        Rig.NO_PASS_THROUGH,
        (header, json) -> {
          throw new UnsupportedOperationException();
        },
        new Ulid(InstantSource.system(), RandomGenerator.getDefault()),
        admission,
        new Health(),
        System::nanoTime,
        ServerTimeouts.DEFAULT,
        uploads);
  }

  /// Feeds pieces as a decoder gives them, as long as they are taken and the client is read.
  private Taken feed(BodySpool spool, byte[] bytes) throws Exception {
    ByteBuf all = Unpooled.wrappedBuffer(bytes);
    while (all.isReadable()) {
      awaitReading();
      ByteBuf piece = all.readSlice(Math.min(all.readableBytes(), 50_000));
      Taken taken = onLoop(() -> spool.add(piece));
      if (taken != Taken.OK) {
        return taken;
      }
    }
    return Taken.OK;
  }

  private Taken add(BodySpool spool, byte[] bytes) throws Exception {
    return onLoop(() -> spool.add(Unpooled.wrappedBuffer(bytes)));
  }

  private void drop(BodySpool spool) throws Exception {
    onLoop(() -> {
      spool.drop();
      return true;
    });
  }

  private <T> T onLoop(Callable<T> work) throws Exception {
    return client.eventLoop().submit(work).get(15, TimeUnit.SECONDS);
  }

  private void awaitReading() {
    while (!client.config().isAutoRead()) {
      Thread.onSpinWait();
    }
  }

  private void awaitBytes(long count) {
    while (admission.bytes() != count) {
      Thread.onSpinWait();
    }
  }

  private long files() throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.count();
    }
  }

  private static byte[] read(InputStream in) throws IOException {
    try (in) {
      return in.readAllBytes();
    }
  }

  private static byte[] noise(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }
}
