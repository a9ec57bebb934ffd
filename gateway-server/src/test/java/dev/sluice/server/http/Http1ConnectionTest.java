package dev.sluice.server.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakCheck.class)
class Http1ConnectionTest {

  private static final String GET = "GET /x HTTP/1.1\r\nHost: a\r\n\r\n";

  private final EmbeddedChannel channel = new EmbeddedChannel();
  private final Endpoint endpoint = new Endpoint();

  /// Counts requests and answers when told to.
  private static final class Endpoint extends ChannelInboundHandlerAdapter {
    private int received;

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      received += message instanceof LastHttpContent || message instanceof Malformed ? 1 : 0;
      ReferenceCountUtil.release(message);
    }
  }

  @BeforeEach
  void open() {
    channel.freezeTime();
    StrictRequestDecoder decoder = new StrictRequestDecoder();
    channel
        .pipeline()
        .addLast(
            decoder,
            new HttpResponseEncoder(),
            new Http1Connection(decoder, ServerTimeouts.DEFAULT, () -> false),
            endpoint);
  }

  @AfterEach
  void close() {
    channel.finishAndReleaseAll();
  }

  @Test
  void handsOnOneRequestAtATime() {
    write(GET + GET);
    assertThat(endpoint.received).isEqualTo(1);

    answer();

    assertThat(endpoint.received).isEqualTo(2);
  }

  @Test
  void stopsReadingWhereTooMuchIsWaitingAndGoesOnLater() {
    write(GET);
    int written = 1;
    while (channel.config().isAutoRead() && written < 1_000) {
      write(GET);
      written++;
    }
    assertThat(written).isLessThan(200);

    for (int i = 0; i < written; i++) {
      answer();
    }

    assertThat(endpoint.received).isEqualTo(written);
    assertThat(channel.config().isAutoRead()).isTrue();
  }

  @Test
  void givesAHeadTenSecondsFromItsFirstByte() {
    channel.advanceTimeBy(60, TimeUnit.SECONDS);
    write("GET /x HT");
    channel.advanceTimeBy(9, TimeUnit.SECONDS);
    write("TP/1.1\r\n");
    runDue();
    assertThat(endpoint.received).isZero();

    channel.advanceTimeBy(2, TimeUnit.SECONDS);
    runDue();

    assertThat(endpoint.received).isEqualTo(1); // the 408
  }

  @Test
  void givesABodyTenSecondsForEachKibibyte() {
    write("POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 9999\r\n\r\n");
    for (int i = 0; i < 5; i++) {
      channel.advanceTimeBy(9, TimeUnit.SECONDS);
      write("x".repeat(1024));
      runDue();
    }
    assertThat(endpoint.received).isZero();

    channel.advanceTimeBy(9, TimeUnit.SECONDS);
    write("x".repeat(1023));
    channel.advanceTimeBy(2, TimeUnit.SECONDS);
    runDue();

    assertThat(endpoint.received).isEqualTo(1); // the 408
  }

  @Test
  void closesAfter75IdleSecondsAndNotWhileItAnswers() {
    write(GET);
    channel.advanceTimeBy(1, TimeUnit.HOURS);
    runDue();
    assertThat(channel.isActive()).isTrue();

    answer();
    channel.advanceTimeBy(74, TimeUnit.SECONDS);
    runDue();
    assertThat(channel.isActive()).isTrue();

    channel.advanceTimeBy(2, TimeUnit.SECONDS);
    runDue();
    assertThat(channel.isActive()).isFalse();
  }

  @Test
  void closesAfterAnAnswerToAClientThatWantsIt() {
    write("GET /x HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n" + GET);

    answer();

    assertThat(endpoint.received).isEqualTo(1);
    assertThat(channel.isActive()).isFalse();
  }

  private void write(String text) {
    channel.writeInbound(Unpooled.copiedBuffer(text, US_ASCII));
  }

  private void answer() {
    var response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1, HttpResponseStatus.OK, Unpooled.EMPTY_BUFFER);
    response.headers().set(HttpHeaderNames.CONTENT_LENGTH, 0);
    channel.writeOutbound(response);
    channel.releaseOutbound();
  }

  private void runDue() {
    channel.runScheduledPendingTasks();
    channel.runPendingTasks();
  }
}
