package dev.sluice.server.http;

import dev.sluice.gateway.exchange.Caller;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpHeaders;

/// A request whose head was accepted, as its endpoint sees it. Event loop only.
final class ClientRequest {

  private final String id;
  private final String method;
  private final RequestTarget target;
  private final HttpHeaders headers;
  private final Caller caller;
  private final Response response;
  private final EventLoop loop;
  private Runnable onGone = () -> {};
  private Runnable onWritability = () -> {};
  private Runnable onCut = () -> {};

  ClientRequest(
      String id,
      String method,
      RequestTarget target,
      HttpHeaders headers,
      Caller caller,
      Response response,
      EventLoop loop) {
    this.id = id;
    this.method = method;
    this.target = target;
    this.headers = headers;
    this.caller = caller;
    this.response = response;
    this.loop = loop;
  }

  String id() {
    return id;
  }

  String method() {
    return method;
  }

  RequestTarget target() {
    return target;
  }

  HttpHeaders headers() {
    return headers;
  }

  Caller caller() {
    return caller;
  }

  Response response() {
    return response;
  }

  EventLoop loop() {
    return loop;
  }

  /// What to do when the client leaves before its answer is complete.
  void whenGone(Runnable action) {
    onGone = action;
  }

  /// What to do when the connection fills up or has drained.
  void whenWritabilityChanges(Runnable action) {
    onWritability = action;
  }

  /// What to do when the process ends before the answer does.
  void whenCut(Runnable action) {
    onCut = action;
  }

  void cut() {
    onCut.run();
  }

  /// The connection is closed. Whether an answer that was written to its end has arrived is for the
  /// write's own future to say.
  void gone() {
    if (response.isEnded()) {
      return;
    }
    response.abandon();
    onGone.run();
  }

  void writabilityChanged() {
    onWritability.run();
  }
}
