package dev.sluice.server.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

final class PackedTest {

  @Property
  void whatIsUnpackedIsWhatWasPacked(@ForAll @Size(20) long[] numbers) {
    long[] unpacked = new long[20];

    Packed.addTo(unpacked, Packed.pack(numbers));

    assertThat(unpacked).isEqualTo(numbers);
  }

  @Test
  void unpackingAdds() {
    long[] sums = {1, -2, 3};

    Packed.addTo(sums, Packed.pack(new long[] {10, 1, 0}));

    assertThat(sums).containsExactly(11, -1, 3);
  }

  @Test
  void numbersThatCameLaterAreNothingInOldBytes() {
    long[] more = new long[4];

    Packed.addTo(more, Packed.pack(new long[] {5, 0, 7}));

    assertThat(more).containsExactly(5, 0, 7, 0);
    assertThat(Packed.pack(new long[20])).isEmpty();
    assertThat(Packed.pack(Arrays.copyOf(new long[] {63}, 20))).hasSize(1);
  }
}
