@org.jspecify.annotations.NullMarked
package dev.sluice.gateway.shadow;
