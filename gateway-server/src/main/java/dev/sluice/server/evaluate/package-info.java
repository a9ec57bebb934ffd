/// How good and how dear routing is on recorded outcomes: they are replayed through a real gateway
/// and counted. Start with `RoutesEvaluation`.
@NullMarked
package dev.sluice.server.evaluate;

import org.jspecify.annotations.NullMarked;
