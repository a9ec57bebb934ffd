/// What each hot type costs. Run with `./sluice bench`.
@org.jspecify.annotations.NullMarked
package dev.sluice.bench;
