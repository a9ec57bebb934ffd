package dev.sluice.server.client;

import io.netty.channel.EventLoop;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// The idle connections of one event loop, newest first, so that the surplus grows old and closes.
///
/// Only its loop touches it; nothing is locked.
final class ConnectionPool {

  private record Idle(Connection connection, long since) {}

  private final EventLoop loop;
  private final ClientSettings settings;
  private final LongSupplier nanoTime;
  private final Map<Origin, Deque<Idle>> idle = new HashMap<>();
  private boolean sweeping;
  private boolean closed;

  ConnectionPool(EventLoop loop, ClientSettings settings, LongSupplier nanoTime) {
    this.loop = loop;
    this.settings = settings;
    this.nanoTime = nanoTime;
  }

  /// The connection that was used last, or null when a new one must be opened.
  @Nullable Connection take(Origin origin) {
    Deque<Idle> stack = idle.get(origin);
    Idle newest = stack == null ? null : stack.pollFirst();
    while (stack != null && newest != null) {
      if (newest.connection.isOpen() && !isStale(newest)) {
        return newest.connection;
      }
      newest.connection.close();
      newest = stack.pollFirst();
    }
    return null;
  }

  /// Keeps a connection whose answer was read to its end, or closes it where there is no room.
  void give(Connection connection) {
    if (closed || settings.idlePerOrigin() == 0 || !connection.isOpen()) {
      connection.close();
      return;
    }
    Deque<Idle> stack = idle.computeIfAbsent(connection.origin(), o -> new ArrayDeque<>());
    if (stack.size() >= settings.idlePerOrigin()) {
      stack.removeLast().connection.close();
    }
    Idle entry = new Idle(connection, nanoTime.getAsLong());
    stack.addFirst(entry);
    connection.park(() -> stack.remove(entry));
    sweepLater(settings.idleTimeout().toNanos());
  }

  /// Closes all idle connections, and those that are given back from now on.
  void close() {
    closed = true;
    idle.values().forEach(stack -> stack.forEach(entry -> entry.connection.close()));
    idle.clear();
  }

  private void sweepLater(long nanos) {
    if (!sweeping) {
      sweeping = true;
      loop.schedule(this::sweep, nanos, TimeUnit.NANOSECONDS);
    }
  }

  private void sweep() {
    sweeping = false;
    long oldest = Long.MAX_VALUE;
    for (Iterator<Deque<Idle>> stacks = idle.values().iterator(); stacks.hasNext(); ) {
      Deque<Idle> stack = stacks.next();
      while (!stack.isEmpty() && isStale(stack.getLast())) {
        stack.removeLast().connection.close();
      }
      if (stack.isEmpty()) {
        stacks.remove();
      } else {
        oldest = Math.min(oldest, stack.getLast().since - nanoTime.getAsLong());
      }
    }
    if (oldest != Long.MAX_VALUE) {
      sweepLater(Math.max(0, oldest + settings.idleTimeout().toNanos()));
    }
  }

  private boolean isStale(Idle entry) {
    return nanoTime.getAsLong() - entry.since >= settings.idleTimeout().toNanos();
  }
}
