/// The books of one installation as commands and the admin API use them. Start with `Books`.
@org.jspecify.annotations.NullMarked
package dev.sluice.server.books;
