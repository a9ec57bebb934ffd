package dev.sluice.server.http;

import java.util.ArrayList;
import java.util.List;

/// Raw HTTP/1 messages that two readers may understand in two ways, and their harmless neighbours.
///
/// Written from RFC 9112 (framing) and RFC 9110 (fields and methods). Text is one byte a character.
final class Http1Corpus {

  /// One message.
  ///
  /// @param raw the bytes, ISO 8859-1
  /// @param status of its only answer; 0 where any 4xx will do, and then the connection ends
  /// @param why what the standard says
  record Case(String name, String raw, int status, String why) {

    boolean isRefused() {
      return status == 0;
    }

    @Override
    public String toString() {
      return name;
    }
  }

  static final String BODY =
      "{\"model\":\"auto\",\"messages\":[{\"role\":\"user\",\"content\":\"Capital of France?\"}]}";

  private static final String POST = "POST /v1/chat/completions HTTP/1.1\r\n";
  private static final String HOST = "Host: a\r\n";
  private static final String GET = "GET /livez HTTP/1.1\r\n";
  private static final String END = "\r\n";
  private static final String CHUNKED = "Transfer-Encoding: chunked\r\n";
  private static final String LENGTH = "Content-Length: " + BODY.length() + "\r\n";
  private static final String LAST = "0\r\n\r\n";

  private final List<Case> cases = new ArrayList<>();

  private Http1Corpus() {}

  static List<Case> all() {
    Http1Corpus corpus = new Http1Corpus();
    corpus.requestLines();
    corpus.targets();
    corpus.hosts();
    corpus.fields();
    corpus.lengths();
    corpus.codings();
    corpus.chunks();
    corpus.trailers();
    return List.copyOf(corpus.cases);
  }

  private void requestLines() {
    String rule = "RFC 9112 3: one SP between method, target and version";
    refused("two spaces before the target", "GET  /livez HTTP/1.1\r\n" + HOST + END, rule);
    refused("two spaces before the version", "GET /livez  HTTP/1.1\r\n" + HOST + END, rule);
    refused("a space behind the version", "GET /livez HTTP/1.1 \r\n" + HOST + END, rule);
    refused("a space before the method", " GET /livez HTTP/1.1\r\n" + HOST + END, rule);
    refused("a tab before the target", "GET\t/livez HTTP/1.1\r\n" + HOST + END, rule);
    refused("a tab before the version", "GET /livez\tHTTP/1.1\r\n" + HOST + END, rule);
    refused("a vertical tab", "GET\013/livez HTTP/1.1\r\n" + HOST + END, rule);
    refused("a form feed", "GET /livez\fHTTP/1.1\r\n" + HOST + END, rule);
    refused("a space in the target", "GET /livez x HTTP/1.1\r\n" + HOST + END, rule);
    refused("a bare CR in the line", "GET /livez\rHTTP/1.1\r\n" + HOST + END, rule);
    refused("two CRs at the end", "GET /livez HTTP/1.1\r\r\n" + HOST + END, "RFC 9112 2.2");
    refused("no version", "GET /livez\r\n" + HOST + END, "HTTP/0.9 has no request-line of ours");
    refused("no target", "GET HTTP/1.1\r\n" + HOST + END, rule);
    String version =
        "RFC 9112 2.3: \"HTTP\" \"/\" DIGIT \".\" DIGIT, case-sensitive; only 1.0 and 1.1";
    refused("HTTP/1.9", "GET /livez HTTP/1.9\r\n" + HOST + END, version);
    refused("HTTP/3.7", "GET /livez HTTP/3.7\r\n" + HOST + END, version);
    refused("HTTP/0.9", "GET /livez HTTP/0.9\r\n" + HOST + END, version);
    refused("HTTP/2.0", "GET /livez HTTP/2.0\r\n" + HOST + END, version);
    refused("HTTP/1.10", "GET /livez HTTP/1.10\r\n" + HOST + END, version);
    refused("HTTP/01.1", "GET /livez HTTP/01.1\r\n" + HOST + END, version);
    refused("http/1.1", "GET /livez http/1.1\r\n" + HOST + END, version);
    refused("HTTP/1,1", "GET /livez HTTP/1,1\r\n" + HOST + END, version);
    refused("a version with a plus", "GET /livez HTTP/+1.1\r\n" + HOST + END, version);
    String method = "RFC 9110 9.1: a case-sensitive token";
    refused("a method in lower case", "get /livez HTTP/1.1\r\n" + HOST + END, method);
    refused("a method in mixed case", "Get /livez HTTP/1.1\r\n" + HOST + END, method);
    refused("a method that is no token", "GE(T /livez HTTP/1.1\r\n" + HOST + END, method);
    refused("a NUL in the method", "GE\0T /livez HTTP/1.1\r\n" + HOST + END, method);
    refused(
        "CONNECT",
        "CONNECT a:443 HTTP/1.1\r\n" + HOST + END,
        "RFC 9110 9.3.6: what follows is a tunnel's");
    accepted("leading empty lines", "\r\n\r\n" + GET + HOST + END, 200, "RFC 9112 2.2: ignored");
    refused("a leading control byte", "\1" + GET + HOST + END, method);
    refused(
        "lines that end in LF",
        "GET /livez HTTP/1.1\nHost: a\n\n",
        "RFC 9112 2.2: a MAY that others do not take");
  }

  private void targets() {
    String form = "RFC 9112 3.2: origin-form, absolute-form; what else stands there is refused";
    accepted(
        "absolute form with another host",
        "GET http://other/livez HTTP/1.1\r\n" + HOST + END,
        200,
        "RFC 9112 3.2.2: the Host is ignored, and no route depends on it");
    refused("absolute form without a Host", "GET http://a/livez HTTP/1.1\r\n\r\n", "RFC 9112 3.2");
    refused(
        "absolute form with user info",
        "GET http://me:pw@a/livez HTTP/1.1\r\n" + HOST + END,
        "RFC 9110 4.2.4: an error");
    refused(
        "absolute form without a host",
        "GET http:///livez HTTP/1.1\r\n" + HOST + END,
        "RFC 9110 4.2.1: invalid");
    refused(
        "absolute form with a bad port", "GET http://a:x/livez HTTP/1.1\r\n" + HOST + END, form);
    accepted(
        "a foreign scheme",
        "GET ftp://a/livez HTTP/1.1\r\n" + HOST + END,
        404,
        "one request to nowhere");
    accepted(
        "OPTIONS *",
        "OPTIONS * HTTP/1.1\r\n" + HOST + END,
        404,
        "RFC 9110 9.3.7: one request, no such resource");
    accepted("GET *", "GET * HTTP/1.1\r\n" + HOST + END, 404, form);
    accepted("a fragment", "GET /livez#x HTTP/1.1\r\n" + HOST + END, 404, form);
    accepted("a climbing path", "GET /v1/%2e%2e/livez HTTP/1.1\r\n" + HOST + END, 404, form);
    refused("a NUL in the target", "GET /li\0vez HTTP/1.1\r\n" + HOST + END, "RFC 9112 3.2");
    refused(
        "a byte that is not ASCII", "GET /liv\u00e9z HTTP/1.1\r\n" + HOST + END, "RFC 9112 3.2");
  }

  private void hosts() {
    String one = "RFC 9112 3.2: exactly one valid Host, or 400";
    refused("no Host", GET + END, one);
    refused("two Hosts", GET + HOST + "Host: b\r\n\r\n", one);
    refused("the same Host twice", GET + HOST + HOST + END, one);
    refused(
        "an empty Host", GET + "Host:\r\n\r\n", "RFC 9110 4.2.1: no http URI has an empty host");
    refused("a list of Hosts", GET + "Host: a, b\r\n\r\n", one);
    refused("a Host with a path", GET + "Host: a/v1\r\n\r\n", one);
    refused("a Host with user info", GET + "Host: me@a\r\n\r\n", one);
    refused("a Host with a space", GET + "Host: a b\r\n\r\n", one);
    refused("a Host with a port that is none", GET + "Host: a:80x\r\n\r\n", one);
    refused("a Host with two ports", GET + "Host: a:80:81\r\n\r\n", one);
    refused("a Host with half a bracket", GET + "Host: [::1\r\n\r\n", one);
    accepted("an IPv6 Host with a port", GET + "Host: [::1]:8080\r\n\r\n", 200, one);
    accepted(
        "HTTP/1.0 without a Host",
        "GET /livez HTTP/1.0\r\nConnection: keep-alive\r\n\r\n",
        200,
        "RFC 9112 3.2: HTTP/1.1 only");
  }

  private void fields() {
    String name = "RFC 9112 5.1: a token, then the colon";
    refused("a space before the colon", GET + HOST + "X : y\r\n\r\n", name);
    refused("a space in a name", GET + HOST + "X Y: z\r\n\r\n", name);
    refused("a name that is no token", GET + HOST + "X(Y): z\r\n\r\n", name);
    refused("an empty name", GET + HOST + ": z\r\n\r\n", name);
    refused("no colon", GET + HOST + "X\r\n\r\n", name);
    refused("a NUL in a name", GET + HOST + "X\0Y: z\r\n\r\n", name);
    refused("a name that is not ASCII", GET + HOST + "X\u00e9: z\r\n\r\n", name);
    refused("a NUL in a value", GET + HOST + "X: a\0b\r\n\r\n", "RFC 9110 5.5");
    refused("a bare CR in a value", GET + HOST + "X: a\rY: b\r\n\r\n", "RFC 9112 2.2");
    refused(
        "a bare LF in a value",
        GET + HOST + "X: a\nY: b\r\n\r\n",
        "RFC 9112 2.2: a MAY that others do not take");
    refused(
        "a vertical tab in a value",
        GET + HOST + "X: a\013b\r\n\r\n",
        "RFC 9110 5.5: no control but tab");
    refused(
        "a DEL in a value", GET + HOST + "X: a\177b\r\n\r\n", "RFC 9110 5.5: no control but tab");
    refused(
        "a folded line", GET + HOST + "X: a\r\n b\r\n\r\n", "RFC 9112 5.2: refused or replaced");
    refused(
        "a folded transfer coding",
        POST + HOST + "Transfer-Encoding:\r\n chunked\r\n\r\n" + LAST,
        "RFC 9112 5.2");
    refused("a space before the first field", GET + " " + HOST + END, "RFC 9112 2.2");
    refused("a tab before the first field", GET + "\t" + HOST + END, "RFC 9112 2.2");
    refused(
        "two Authorizations",
        GET + HOST + "Authorization: Bearer a\r\nAuthorization: Bearer b\r\n\r\n",
        "RFC 9110 5.3: no list, so once");
    accepted(
        "a name with an underscore",
        POST + HOST + "Content_Length: 3\r\n" + LENGTH + END + BODY,
        200,
        "RFC 9110 5.1: another field");
    accepted(
        "a connection option that names the length",
        POST + HOST + "Connection: content-length\r\n" + LENGTH + END + BODY,
        200,
        "RFC 9110 7.6.1: for a proxy to remove; no field of ours is passed on");
  }

  private void lengths() {
    String digits = "RFC 9110 8.6: 1*DIGIT, once";
    String tail = BODY;
    refused("a plus", post("Content-Length: +" + BODY.length(), tail), digits);
    refused("a minus", post("Content-Length: -1", tail), digits);
    refused("minus zero", post("Content-Length: -0", ""), digits);
    refused("hexadecimal", post("Content-Length: 0x4", "abcd"), digits);
    refused("an exponent", post("Content-Length: 1e1", "aaaaaaaaaa"), digits);
    refused("an empty length", post("Content-Length:", ""), digits);
    refused("two numbers", post("Content-Length: 4 4", "abcd"), digits);
    refused(
        "a list", post("Content-Length: 4, 4", "abcd"), "RFC 9112 6.3: may be refused, so refused");
    refused("a list of two", post("Content-Length: 4, 5", "abcde"), "RFC 9112 6.3");
    refused("a trailing comma", post("Content-Length: 4,", "abcd"), digits);
    refused(
        "twice the same",
        post("Content-Length: 4\r\nContent-Length: 4", "abcd"),
        "RFC 9112 6.3: may be refused, so refused");
    refused(
        "twice different", post("Content-Length: 4\r\nContent-Length: 0", "abcd"), "RFC 9112 6.3");
    refused(
        "twenty digits",
        post("Content-Length: 18446744073709551620", "abcd"),
        "RFC 9110 8.6: must not overflow");
    refused("a vertical tab behind the number", post("Content-Length: 4\013", "abcd"), digits);
    accepted(
        "leading zeros",
        post("Content-Length: 000" + BODY.length(), tail),
        200,
        "RFC 9110 8.6: decimal, whatever it starts with");
    accepted(
        "a GET with content",
        GET + HOST + "Content-Length: 4\r\n\r\nabcd",
        200,
        "RFC 9110 9.3.1: framed as always");
  }

  private void codings() {
    String only = "RFC 9112 6.1: chunked, once and last; other codings are not known here";
    refused(
        "length and chunked",
        POST + HOST + LENGTH + CHUNKED + END + LAST,
        "RFC 9112 6.3: may be refused, so refused");
    refused(
        "chunked and length",
        POST + HOST + CHUNKED + "Content-Length: 4\r\n\r\n" + LAST,
        "RFC 9112 6.3");
    refused("xchunked", post("Transfer-Encoding: xchunked", LAST), only);
    refused("chunked, identity", post("Transfer-Encoding: chunked, identity", LAST), only);
    refused("identity, chunked", post("Transfer-Encoding: identity, chunked", LAST), only);
    refused(
        "identity and chunked in two fields",
        post("Transfer-Encoding: identity\r\nTransfer-Encoding: chunked", LAST),
        only);
    refused(
        "chunked twice",
        post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked", LAST),
        only);
    refused("identity", post("Transfer-Encoding: identity", ""), only);
    refused("gzip", post("Transfer-Encoding: gzip", ""), only);
    refused("gzip, chunked", post("Transfer-Encoding: gzip, chunked", LAST), only);
    refused("a trailing comma behind chunked", post("Transfer-Encoding: chunked,", LAST), only);
    refused("an empty coding", post("Transfer-Encoding:", ""), only);
    refused("chunked in quotes", post("Transfer-Encoding: \"chunked\"", LAST), only);
    refused("chunked with a parameter", post("Transfer-Encoding: chunked;q=1", LAST), only);
    refused("chunked behind a vertical tab", post("Transfer-Encoding: \013chunked", LAST), only);
    refused("chunked before a NUL", post("Transfer-Encoding: chunked\0", LAST), only);
    refused(
        "a space before the coding's colon",
        post("Transfer-Encoding : chunked", LAST),
        "RFC 9112 5.1");
    refused(
        "chunked on HTTP/1.0",
        "POST /v1/chat/completions HTTP/1.0\r\n" + HOST + CHUNKED + END + LAST,
        "RFC 9112 6.1: faulty framing");
    accepted(
        "Chunked behind a tab",
        post("Transfer-Encoding:\tChunked", chunk(BODY) + LAST),
        200,
        "RFC 9112 7: case-insensitive; OWS around values");
  }

  private void chunks() {
    String size = "RFC 9112 7.1: 1*HEXDIG, extensions, CRLF";
    refused("a size that is none", chunked("zz\r\n"), size);
    refused("an empty size", chunked("\r\n" + LAST), size);
    refused("a size with 0x", chunked("0x5\r\nhello\r\n" + LAST), size);
    refused("a size with a plus", chunked("+5\r\nhello\r\n" + LAST), size);
    refused("a negative size", chunked("-5\r\nhello\r\n" + LAST), size);
    refused(
        "a size of 64 bits and more",
        chunked("fffffffffffffffb\r\nhello\r\n" + LAST),
        "RFC 9112 7.1: must not overflow");
    refused(
        "a size that wraps 32 bits",
        chunked("100000005\r\nhello\r\n" + LAST),
        "RFC 9112 7.1: must not overflow");
    refused("a size with an underscore", chunked("5_0\r\nhello\r\n" + LAST), size);
    refused("a space before the size", chunked(" 5\r\nhello\r\n" + LAST), size);
    refused("a space behind the size", chunked("5 \r\nhello\r\n" + LAST), size);
    refused("a size that ends in LF", chunked("5\nhello\r\n" + LAST), size);
    refused("a size that ends in CR", chunked("5\rhello\r\n" + LAST), size);
    refused("a chunk longer than its size", chunked("5\r\nhelloX\r\n" + LAST), size);
    refused("a chunk without its CRLF", chunked("5\r\nhello" + LAST), size);
    refused("a chunk that ends in LF", chunked("5\r\nhello\n" + LAST), size);
    refused("a last chunk that ends in LF", chunked("5\r\nhello\r\n0\n\n"), size);
    String extension = "RFC 9112 7.1.1: token, token or quoted-string; no CR, no LF";
    refused("an extension with a bare LF", chunked("5;a\nb\r\nhello\r\n" + LAST), extension);
    refused("an extension with a bare CR", chunked("5;a\rb\r\nhello\r\n" + LAST), extension);
    refused("an extension with a NUL", chunked("5;a\0b\r\nhello\r\n" + LAST), extension);
    refused("an extension with an open quote", chunked("5;a=\"\r\nhello\r\n" + LAST), extension);
    refused("a line break in quotes", chunked("5;a=\"x\r\ny\"\r\nhello\r\n" + LAST), extension);
    accepted(
        "an extension", chunked(hex(BODY) + ";a=b\r\n" + BODY + "\r\n" + LAST), 200, extension);
    accepted(
        "an extension in quotes",
        chunked(hex(BODY) + ";a=\"b;c\"\r\n" + BODY + "\r\n" + LAST),
        200,
        extension);
    accepted(
        "leading zeros in a size",
        chunked("000" + hex(BODY) + "\r\n" + BODY + "\r\n000\r\n\r\n"),
        200,
        size);
  }

  private void trailers() {
    String ignored = "RFC 9110 6.5.1: not merged with the head";
    String all = chunk(BODY) + "0\r\n";
    accepted(
        "a credential in trailers", chunked(all + "Authorization: Bearer b\r\n\r\n"), 200, ignored);
    accepted("a length in trailers", chunked(all + "Content-Length: 400\r\n\r\n"), 200, ignored);
    accepted(
        "a coding in trailers", chunked(all + "Transfer-Encoding: gzip\r\n\r\n"), 200, ignored);
    accepted("a Host in trailers", chunked(all + "Host: b\r\n\r\n"), 200, ignored);
    refused("a trailer without a colon", chunked(all + "X\r\n\r\n"), "RFC 9112 7.1.2");
    refused("a trailer that is no token", chunked(all + "X(Y): z\r\n\r\n"), "RFC 9112 7.1.2");
    refused("a space before a trailer's colon", chunked(all + "X : z\r\n\r\n"), "RFC 9112 5.1");
    accepted(
        "a folded trailer",
        chunked(all + "X: a\r\n b\r\n\r\n"),
        200,
        "RFC 9112 5.2: to be mended before it is understood, and no trailer is");
    refused("a trailer that ends in LF", chunked(all + "X: a\n\r\n"), "RFC 9112 2.2");
    refused("a bare CR in a trailer", chunked(all + "X: a\rY: b\r\n\r\n"), "RFC 9112 2.2");
  }

  private void refused(String name, String raw, String why) {
    cases.add(new Case(name, raw, 0, why));
  }

  private void accepted(String name, String raw, int status, String why) {
    cases.add(new Case(name, raw, status, why));
  }

  private static String post(String fields, String content) {
    return POST + HOST + fields + "\r\n\r\n" + content;
  }

  private static String chunked(String content) {
    return POST + HOST + CHUNKED + END + content;
  }

  private static String chunk(String content) {
    return hex(content) + "\r\n" + content + "\r\n";
  }

  private static String hex(String content) {
    return Integer.toHexString(content.length());
  }
}
