/// The path of one chat request, stage by stage. Start with `RequestPath`.
@org.jspecify.annotations.NullMarked
package dev.sluice.gateway;
