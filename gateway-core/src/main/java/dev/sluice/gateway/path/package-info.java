/// What a stage of the path is and how a request ends. Start with `Step`.
@org.jspecify.annotations.NullMarked
package dev.sluice.gateway.path;
