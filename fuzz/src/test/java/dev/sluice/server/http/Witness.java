package dev.sluice.server.http;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.ArrayList;
import java.util.List;

/// Stands before the handler of requests and sees that each is answered once, in its turn.
final class Witness extends ChannelDuplexHandler {

  private final List<String> methods = new ArrayList<>();
  private boolean open;
  private boolean whole;
  private boolean begun;

  /// The methods of the requests, in order; empty for what was none.
  List<String> methods() {
    return methods;
  }

  /// Nobody waits here for an answer to a request that came whole.
  void checkNothingIsOwed() {
    Edge.check(!open || !whole, "a request stays without an answer");
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (message instanceof HttpRequest request) {
      Edge.check(!open, "a request before the answer to the one in front");
      begin(request.method().name(), false);
    } else if (message instanceof Malformed) {
      if (!open) {
        begin("", true);
      }
      whole = true;
    }
    if (message instanceof LastHttpContent) {
      whole = true;
    }
    ctx.fireChannelRead(message);
  }

  private void begin(String method, boolean complete) {
    methods.add(method);
    open = true;
    whole = complete;
    begun = false;
  }

  @Override
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
    if (message instanceof HttpResponse response
        && response.status().codeClass() != HttpStatusClass.INFORMATIONAL) {
      Edge.check(open && !begun, "an answer without a request");
      begun = true;
    }
    if (message instanceof LastHttpContent && begun) {
      open = false;
    }
    ctx.write(message, promise);
  }
}
