/// Gradient-boosted decision trees: fitting and asking them. Start with `BoostedTrees`.
@org.jspecify.annotations.NullMarked
package dev.sluice.gateway.boost;
