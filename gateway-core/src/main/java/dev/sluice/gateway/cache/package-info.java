/// Never paying twice for the same question. Start with `ExactCache`.
@org.jspecify.annotations.NullMarked
package dev.sluice.gateway.cache;
