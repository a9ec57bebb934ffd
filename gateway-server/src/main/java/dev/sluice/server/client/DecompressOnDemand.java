package dev.sluice.server.client;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpContentDecompressor;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponse;

/// Puts a decompressor behind itself when an answer comes compressed, though none was asked for.
final class DecompressOnDemand extends ChannelInboundHandlerAdapter {

  private final int maxBytes;
  private boolean added;

  DecompressOnDemand(int maxBytes) {
    this.maxBytes = maxBytes;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (!added
        && message instanceof HttpResponse response
        && response.headers().contains(HttpHeaderNames.CONTENT_ENCODING)) {
      added = true;
      ctx.pipeline().addAfter(ctx.name(), null, new HttpContentDecompressor(false, maxBytes));
    }
    ctx.fireChannelRead(message);
  }
}
