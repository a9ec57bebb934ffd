/// What sockets the machine offers. Start with `Transport`.
@org.jspecify.annotations.NullMarked
package dev.sluice.server.net;
