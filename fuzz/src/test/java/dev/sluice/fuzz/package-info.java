/// Runs the fuzz targets, which live in the packages of what they try. Start with `Target`.
@org.jspecify.annotations.NullMarked
package dev.sluice.fuzz;
