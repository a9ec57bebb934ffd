package dev.sluice.server.http;

/// The event that ends what a connection is doing, because the process ends.
enum Cut {
  NOW
}
