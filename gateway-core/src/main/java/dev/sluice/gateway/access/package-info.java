/// Who may call and what. Start with `Authenticate`.
@org.jspecify.annotations.NullMarked
package dev.sluice.gateway.access;
