/// Tests of the management listener. Start with `AdminServerTest`.
@org.jspecify.annotations.NullMarked
package dev.sluice.server.admin;
