/// Books in memory for tests. Start with `FakeBooks`.
@org.jspecify.annotations.NullMarked
package dev.sluice.server.books;
