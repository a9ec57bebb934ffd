package dev.sluice.server.client;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.LastHttpContent;

/// A large request body on its way out, piece by piece as the connection takes it: what is written
/// to a channel is copied for the kernel, and the copy of a whole body would be as large as the
/// body. Event loop only.
final class OutgoingBody {

  static final int PIECE_BYTES = 64 << 10;

  private final Channel channel;
  private final ByteBuf rest;
  private final ChannelPromise written;
  private boolean writing;

  /// @param rest heap memory that nobody has to release
  /// @param written done with the last piece
  OutgoingBody(Channel channel, ByteBuf rest, ChannelPromise written) {
    this.channel = channel;
    this.rest = rest;
    this.written = written;
  }

  /// Writes what the connection takes now.
  ///
  /// @return whether everything is written
  boolean proceed() {
    if (writing) {
      return false; // a flush below says that there is room
    }
    writing = true;
    while (channel.isActive() && channel.isWritable() && rest.isReadable()) {
      ByteBuf piece = rest.readRetainedSlice(Math.min(PIECE_BYTES, rest.readableBytes()));
      channel.writeAndFlush(new DefaultHttpContent(piece));
    }
    writing = false;
    if (rest.isReadable()) {
      return false;
    }
    channel.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT, written);
    return true;
  }
}
