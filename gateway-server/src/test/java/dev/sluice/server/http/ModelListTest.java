package dev.sluice.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gateway.chat.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class ModelListTest {

  @Test
  void listsEverythingThatCanBeAskedFor() throws Exception {
    try (Rig rig = Rig.answering();
        Wire wire = rig.connect()) {
      JsonNode list = Json.MAPPER.readTree(wire.get("/v1/models").read().body());

      assertThat(list.path("object").asString()).isEqualTo("list");
      assertThat(list.path("data").findValuesAsString("id"))
          .containsExactly(
              "auto",
              "auto:cheap",
              "auto:quality",
              "tier:budget",
              "gpt-4o",
              "vendor/small",
              "painter");
      assertThat(list.path("data").get(6).path("owned_by").asString()).isEqualTo("second");
      assertThat(list.path("data"))
          .allMatch(m -> m.path("created").isIntegralNumber())
          .allMatch(m -> m.path("object").asString().equals("model"));
    }
  }

  @Test
  void listsOnlyWhatTheKeyMayUse() throws Exception {
    var config = new TestConfig().keys(TestConfig.key("team", "the-key", false, "auto", "painter"));
    try (Rig rig = new Rig(config, Rig::answer);
        Wire wire = rig.connect()) {
      String key = "Authorization: Bearer the-key";
      JsonNode list = Json.MAPPER.readTree(wire.get("/v1/models", key).read().body());

      assertThat(list.path("data").findValuesAsString("id")).containsExactly("auto", "painter");
      assertThat(wire.get("/v1/models/vendor%2Fsmall", key).read().status()).isEqualTo(404);
      assertThat(wire.get("/v1/models").read().status()).isEqualTo(401);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1/models/vendor%2Fsmall", "/models/vendor/small/"})
  void findsModelsWithASlash(String path) throws Exception {
    try (Rig rig = Rig.answering();
        Wire wire = rig.connect()) {
      Wire.Reply reply = wire.get(path).read();

      assertThat(reply.status()).isEqualTo(200);
      assertThat(reply.body()).contains("\"id\":\"vendor/small\"");
    }
  }

  @Test
  void answers404ForUnknownOnes() throws Exception {
    try (Rig rig = Rig.answering();
        Wire wire = rig.connect()) {
      Wire.Reply reply = wire.get("/v1/models/none").read();

      assertThat(reply.status()).isEqualTo(404);
      assertThat(reply.body()).contains("\"code\":\"model_not_found\"", "\"param\":null");
    }
  }
}
