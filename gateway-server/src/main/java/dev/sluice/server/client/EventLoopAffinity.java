package dev.sluice.server.client;

import dev.sluice.gateway.exchange.Affinity;
import io.netty.channel.EventLoop;

/// The event loop that a request's connections live on, client's and provider's alike.
public record EventLoopAffinity(EventLoop loop) implements Affinity {}
