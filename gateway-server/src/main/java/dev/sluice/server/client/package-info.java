/// Calls to providers over HTTP/1.1, on the event loop of the request they serve. Start with
/// `NettyUpstreamClient`.
@org.jspecify.annotations.NullMarked
package dev.sluice.server.client;
