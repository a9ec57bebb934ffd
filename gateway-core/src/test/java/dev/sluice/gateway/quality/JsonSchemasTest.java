package dev.sluice.gateway.quality;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.sluice.gateway.chat.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonSchemasTest {

  private final JsonSchemas schemas = new JsonSchemas();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"type\":\"object\"} | {} | true",
        "{\"type\":\"object\"} | [] | false",
        "{\"enum\":[\"a\",\"b\"]} | \"c\" | false",
        "{\"$defs\":{\"n\":{\"type\":\"integer\"}},\"$ref\":\"#/$defs/n\"} | 1 | true",
        "{\"$defs\":{\"n\":{\"type\":\"integer\"}},\"$ref\":\"#/$defs/n\"} | \"x\" | false",
        "{\"pattern\":\"^a+$\"} | \"aaa\" | true",
        "{\"pattern\":\"^a+$\"} | \"aab\" | false",
        "{\"$schema\":\"http://json-schema.org/draft-07/schema#\",\"type\":\"object\"} | [] | false",
        "{\"type\":\"array\",\"prefixItems\":[{\"type\":\"string\"}]} | [1] | false",
      })
  void judgesByTheSchema(String schema, String value, boolean allowed) {
    assertThat(allows(schema, value)).isEqualTo(allowed);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"$ref\":\"http://127.0.0.1:1/schema.json\"}",
        "{\"$ref\":\"https://json-schema.org/draft/2020-12/schema\"}",
        "{\"$ref\":\"file:///etc/passwd\"}",
        "{\"$ref\":\"classpath:logback.xml\"}",
        "{\"$schema\":\"http://127.0.0.1:1/meta\",\"type\":\"object\"}",
        "{\"$ref\":\"#\"}",
        "{\"$ref\":\"#/$defs/none\"}",
        "{\"type\":\"dict\"}",
        "{\"properties\":{\"a\":{\"type\":\"float\"}},\"type\":\"object\"}",
        "{\"pattern\":\"(\"}",
        "{\"multipleOf\":0}",
        "true",
        "7",
        "null",
      })
  void countsWhatCannotBeUsedAsSatisfied(String schema) {
    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(20), () -> assertThat(allows(schema, "\"text\"")).isTrue());
  }

  @Test
  void fetchesNothingThatASchemaRefersTo(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("s.json"), "{\"type\":\"integer\"}");
    AtomicInteger fetched = new AtomicInteger();
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          fetched.incrementAndGet();
          exchange.sendResponseHeaders(404, -1);
          exchange.close();
        });
    server.start();
    try {
      String url = "http://127.0.0.1:" + server.getAddress().getPort() + "/s.json";

      assertThat(allows("{\"$ref\":\"" + url + "\"}", "\"text\"")).isTrue();
      assertThat(allows("{\"$schema\":\"" + url + "\"}", "\"text\"")).isTrue();
      assertThat(allows("{\"$ref\":\"" + file.toUri() + "\"}", "\"text\"")).isTrue();
      assertThat(fetched).hasValue(0);
    } finally {
      server.stop(0);
    }
  }

  @Test
  void givesUpOnAPatternThatTakesForever() {
    String value = "\"" + "a".repeat(40) + "!\"";

    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () -> assertThat(allows("{\"pattern\":\"^((a+)+\\\\2?)+$\"}", value)).isTrue());
  }

  @Test
  void givesUpOnASchemaThatBranchesForever() {
    StringBuilder schema = new StringBuilder("{\"$defs\":{\"n0\":{\"type\":\"string\"}");
    for (int i = 1; i <= 40; i++) {
      schema.append(
          ",\"n%d\":{\"allOf\":[{\"$ref\":\"#/$defs/n%d\"},{\"$ref\":\"#/$defs/n%d\"}]}"
              .formatted(i, i - 1, i - 1));
    }
    schema.append("},\"$ref\":\"#/$defs/n40\"}");

    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(60), () -> assertThat(allows(schema.toString(), "\"text\"")).isTrue());
  }

  @Test
  void keepsSchemasOfTheSameNameApart() {
    String strict = "{\"$id\":\"https://x.test/s\",\"type\":\"integer\"}";
    String other = "{\"$id\":\"https://x.test/s\",\"type\":\"string\"}";

    assertThat(allows(strict, "1")).isTrue();
    assertThat(allows(other, "1")).isFalse();
    assertThat(allows("{\"$ref\":\"https://x.test/s\"}", "1.5")).isTrue();
  }

  @Test
  void leavesHugeNumbersAlone() {
    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () ->
            assertThat(allows("{\"type\":\"number\",\"multipleOf\":0.01}", "1e308"))
                .isIn(true, false));
  }

  private boolean allows(String schema, String value) {
    return schemas.allows(Json.MAPPER.readTree(schema), Json.MAPPER.readTree(value));
  }
}
