package dev.sluice.gateway.chat;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Base64;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EmbeddingVectorsTest {

  @Test
  void packsEachVectorAndLeavesTheRest() {
    String answer =
        " {'object':'list', 'data':[ {'embedding':[0.5, -1,1e-3] ,'index':0},\n"
            + "{'index':1,'embedding': [ ]}], 'usage':{'total_tokens':2},'ü':[1,2]} ";

    byte[] packed = EmbeddingVectors.inBase64(Texts.bytes(answer));

    assertThat(packed)
        .isEqualTo(
            Texts.bytes(
                answer.replace("[0.5, -1,1e-3]", "'AAAAPwAAgL9vEoM6'").replace("[ ]", "''")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'data':[{'embedding':'AAAAPw=='}]}",
        "{'data':[{'embedding':[0.5,null]}]}",
        "{'data':[{'embedding':[[0.5]]}]}",
        "{'data':{'embedding':[0.5]}}",
        "{'data':[[{'embedding':[0.5]}],7,{'x':{'embedding':[0.5]}}]}",
        "{'embedding':[0.5]}",
        "{'data':[{'embedding':[0.5",
        "[0.5]",
        "",
      })
  void touchesNothingElse(String answer) {
    byte[] bytes = Texts.bytes(answer);

    assertThat(EmbeddingVectors.inBase64(bytes)).isSameAs(bytes);
  }

  @Property
  void losesNoBitOfAFloat(@ForAll float[] vector) {
    StringBuilder numbers = new StringBuilder();
    for (float value : vector) {
      numbers.append(numbers.isEmpty() ? "" : ",").append(value);
    }

    byte[] packed =
        EmbeddingVectors.inBase64(Texts.bytes("{'data':[{'embedding':[" + numbers + "]}]}"));

    String base64 = Texts.tree(packed).path("data").path(0).path("embedding").asString();
    FloatBuffer floats =
        ByteBuffer.wrap(Base64.getDecoder().decode(base64))
            .order(ByteOrder.LITTLE_ENDIAN)
            .asFloatBuffer();
    float[] unpacked = new float[floats.remaining()];
    floats.get(unpacked);
    assertThat(unpacked).isEqualTo(vector);
  }
}
