package dev.sluice.server.client;

import dev.sluice.gateway.upstream.UpstreamFailure;
import io.netty.buffer.ByteBuf;

/// What is made of an answer's body: collected, or handed on. Event loop only.
interface Body {

  /// A piece of it; read, not released.
  void onPiece(ByteBuf piece);

  /// It ended as HTTP says it should; the connection is already given back.
  void onEnd();

  /// It did not; the connection is already closed.
  void onFailure(UpstreamFailure failure);

  /// Nobody wants it any more.
  void abandon();
}
