package dev.sluice.server.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Closes a connection whose client takes nothing of what is written to it for a while.
final class SlowReaderGuard extends ChannelInboundHandlerAdapter {

  private final Supplier<Duration> patience;
  private @Nullable LazyTimer timer;
  private long pendingBytes;

  SlowReaderGuard(Supplier<Duration> patience) {
    this.patience = patience;
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    LazyTimer watch = timer;
    if (watch == null) {
      watch = new LazyTimer(ctx.executor(), () -> check(ctx));
      timer = watch;
    }
    if (ctx.channel().isWritable()) {
      watch.stop();
    } else {
      pendingBytes = ctx.channel().bytesBeforeWritable();
      watch.arm(patience.get());
    }
    ctx.fireChannelWritabilityChanged();
  }

  private void check(ChannelHandlerContext ctx) {
    long pending = ctx.channel().bytesBeforeWritable();
    LazyTimer watch = timer;
    if (pending < pendingBytes && watch != null) {
      pendingBytes = pending;
      watch.arm(patience.get());
    } else {
      ctx.close();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    if (timer != null) {
      timer.close();
    }
    ctx.fireChannelInactive();
  }
}
