/// Replays of a tiny set of recorded outcomes. Start with `RoutesEvaluationTest`.
@NullMarked
package dev.sluice.server.evaluate;

import org.jspecify.annotations.NullMarked;
