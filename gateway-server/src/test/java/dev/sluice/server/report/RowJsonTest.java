package dev.sluice.server.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.server.books.SampleRows;
import org.junit.jupiter.api.Test;

class RowJsonTest {

  @Test
  void writesEveryFieldByItsFixedName() {
    assertThat(RowJson.line(SampleRows.all().get(1)))
        .isEqualTo(
            """
            {"request_id":"01KAG8H8G00000000000000001","attempt":1,\
            "time":"2026-11-20T12:00:00.200Z","kind":"answer","state":"settled",\
            "provider":"global","model":"deepseek-v4-flash","tier":"standard",\
            "task":"simple_qa","status":200,"stream":false,"upstream_request_id":"req_1",\
            "tokens":{"input":900,"cached_input":100,"cache_write":0,"output":280,\
            "reasoning":20},"cost_nano_usd":200000,"reserved_nano_usd":900000,\
            "baseline_low_nano_usd":2500000,"baseline_nano_usd":5000000,\
            "baseline_high_nano_usd":10000000,"standard_nano_usd":150000,\
            "price_version":"deepseek-v4-flash@2026-11-01","key_id":"key_1","team":"blue",\
            "tags":{"app":"chat","env":"t\\u00EBst"},"cache":"miss","latency_ms":900}\
            """);
  }

  @Test
  void countsHitsAndLeavesUnknownFiguresNull() {
    assertThat(RowJson.line(SampleRows.all().get(2)))
        .contains("\"provider\":null", "\"count\":3", "\"cost_nano_usd\":0")
        .doesNotContain("corrects");
    assertThat(RowJson.line(SampleRows.all().get(3)))
        .contains("\"cost_nano_usd\":null", "\"baseline_nano_usd\":null", "\"task\":null")
        .contains("\"price_version\":null", "\"team\":null", "\"tags\":{}");
    assertThat(RowJson.line(SampleRows.all().get(0))).contains("\"baseline_nano_usd\":0");
  }
}
