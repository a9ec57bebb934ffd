/// Tests of the data plane over real sockets. Start with `Rig`.
@org.jspecify.annotations.NullMarked
package dev.sluice.server.http;
