/// One request from head to last byte: its facts and decisions. Start with `Exchange`.
@org.jspecify.annotations.NullMarked
package dev.sluice.gateway.exchange;
