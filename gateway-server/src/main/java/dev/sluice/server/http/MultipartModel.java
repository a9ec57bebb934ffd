package dev.sluice.server.http;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.multipart.Attribute;
import io.netty.handler.codec.http.multipart.DefaultHttpDataFactory;
import io.netty.handler.codec.http.multipart.HttpPostMultipartRequestDecoder;
import io.netty.handler.codec.http.multipart.HttpPostRequestDecoder.ErrorDataDecoderException;
import io.netty.handler.codec.http.multipart.InterfaceHttpData;
import java.io.IOException;
import java.util.Optional;

/// Reads the `model` field of a multipart form.
final class MultipartModel {

  private static final int MAX_NAME = 256;

  private MultipartModel() {}

  /// @param contentType with its boundary, as the client wrote it
  static Optional<String> find(String contentType, byte[] body) {
    var form =
        new DefaultFullHttpRequest(
            HttpVersion.HTTP_1_1, HttpMethod.POST, "/", Unpooled.wrappedBuffer(body));
    form.headers().set(HttpHeaderNames.CONTENT_TYPE, contentType);
    HttpPostMultipartRequestDecoder decoder;
    try {
      decoder = new HttpPostMultipartRequestDecoder(new DefaultHttpDataFactory(false), form);
    } catch (ErrorDataDecoderException e) {
      form.release();
      return Optional.empty();
    }
    try {
      InterfaceHttpData data = decoder.getBodyHttpData("model");
      return data instanceof Attribute attribute && attribute.length() <= MAX_NAME
          ? Optional.of(attribute.getValue())
          : Optional.empty();
    } catch (ErrorDataDecoderException | IOException e) {
      return Optional.empty();
    } finally {
      decoder.destroy();
      form.release();
    }
  }
}
