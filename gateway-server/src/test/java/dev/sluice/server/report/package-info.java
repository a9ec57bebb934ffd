/// Tests of reports. Start with `ReportTableTest`.
@org.jspecify.annotations.NullMarked
package dev.sluice.server.report;
