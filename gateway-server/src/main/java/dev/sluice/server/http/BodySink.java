package dev.sluice.server.http;

import io.netty.buffer.ByteBuf;

/// Where a request's body goes while it comes in. Event loop only.
sealed interface BodySink permits BodyCollector, BodySpool {

  /// Takes the next piece, or says why not; then it is to be dropped.
  BodyCollector.Taken add(ByteBuf piece);

  /// The request is given up: everything that is held is given back.
  void drop();
}
