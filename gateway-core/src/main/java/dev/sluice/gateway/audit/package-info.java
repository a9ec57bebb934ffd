/// Statistics of how good and how dear answers are: intervals, curves, tests; pure functions of
/// numbers. Start with `PairedBootstrap`.
@NullMarked
package dev.sluice.gateway.audit;

import org.jspecify.annotations.NullMarked;
