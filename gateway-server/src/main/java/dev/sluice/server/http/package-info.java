/// The data plane's HTTP side: listener, wire checks, routing, answers. Start with `HttpServer`,
/// then `RequestHandler`.
@org.jspecify.annotations.NullMarked
package dev.sluice.server.http;
