package dev.sluice.server.client;

import dev.sluice.gateway.upstream.Header;
import dev.sluice.gateway.upstream.UpstreamCall.Expect;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import java.util.ArrayList;
import java.util.List;

/// What the head of an answer means for the body behind it.
sealed interface HeadReading {

  /// 1xx: the real head is still to come.
  record Interim() implements HeadReading {}

  /// No answer to a call to a model; redirects are among them, for keys do not travel.
  ///
  /// @param why names no value that the provider sent, but its status
  record Unusable(String why) implements HeadReading {}

  /// A body follows.
  ///
  /// @param length as announced, -1 for none
  /// @param keepAlive whether the connection may serve again after it
  record Usable(int status, List<Header> headers, long length, boolean keepAlive, Form form)
      implements HeadReading {}

  /// How a body is handed on.
  enum Form {
    WHOLE,
    EVENTS,
    PIECES
  }

  static HeadReading of(HttpResponse response, Expect expect) {
    int status = response.status().code();
    if (status >= 100 && status < 200 && status != 101) {
      return new Interim();
    }
    if (status < 200 || (status >= 300 && status < 400)) {
      return new Unusable("unexpected status " + status);
    }
    String encoding = response.headers().get(HttpHeaderNames.CONTENT_ENCODING, "identity");
    if (!encoding.equalsIgnoreCase("identity") && expect != Expect.RAW) {
      return new Unusable("content-encoding that was not asked for and is not understood");
    }
    List<Header> headers = new ArrayList<>(response.headers().size());
    response.headers().forEach(line -> headers.add(new Header(line.getKey(), line.getValue())));
    return new Usable(
        status,
        headers,
        HttpUtil.getContentLength(response, -1L),
        HttpUtil.isKeepAlive(response),
        form(response, expect));
  }

  private static Form form(HttpResponse response, Expect expect) {
    if (response.status().code() >= 400) {
      return Form.WHOLE;
    }
    return switch (expect) {
      case RAW -> Form.PIECES;
      case WHOLE, EVENTS -> isEventStream(response) ? Form.EVENTS : Form.WHOLE;
    };
  }

  private static boolean isEventStream(HttpResponse response) {
    CharSequence type = HttpUtil.getMimeType(response);
    return type != null && type.toString().strip().equalsIgnoreCase("text/event-stream");
  }
}
