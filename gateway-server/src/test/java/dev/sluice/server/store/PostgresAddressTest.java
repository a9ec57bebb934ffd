package dev.sluice.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.gateway.ledger.StoreFailure;
import org.junit.jupiter.api.Test;

final class PostgresAddressTest {

  @Test
  void credentialsAreTakenOutOfTheParameters() {
    PostgresAddress address =
        PostgresAddress.of(
            "jdbc:postgresql://db:5432/x?sslmode=require&user=u%40v&password=p%26w", null, null);

    assertThat(address)
        .isEqualTo(
            new PostgresAddress("jdbc:postgresql://db:5432/x?sslmode=require", "u@v", "p&w"));
    assertThat(address.toString()).isEqualTo("jdbc:postgresql://db:5432/x?sslmode=require");
  }

  @Test
  void credentialsAreTakenOutOfThePlace() {
    PostgresAddress address =
        PostgresAddress.of("jdbc:postgresql://user:p@ss:word@db/x", null, null);

    assertThat(address)
        .isEqualTo(new PostgresAddress("jdbc:postgresql://db/x", "user", "p@ss:word"));
  }

  @Test
  void whatIsGivenApartWins() {
    PostgresAddress address =
        PostgresAddress.of("jdbc:postgresql://db/x?user=a&password=b", "c", "d");

    assertThat(address).isEqualTo(new PostgresAddress("jdbc:postgresql://db/x", "c", "d"));
  }

  @Test
  void anotherDatabasesAddressIsRefusedWithoutBeingRepeated() {
    assertThatThrownBy(() -> Stores.open("jdbc:mysql://u:secret@db/x", null, null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining("secret");
  }

  @Test
  void noFailureTellsThePassword() throws Exception {
    String url = "jdbc:postgresql://u:hunter2@127.0.0.1:1/x?password=hunter3";
    try (Store store = Stores.open(url, null, "hunter4")) {
      assertThatThrownBy(store::revision)
          .isInstanceOf(StoreFailure.class)
          .hasMessageContaining("127.0.0.1:1")
          .satisfies(failure -> {
            for (Throwable e = failure; e != null; e = e.getCause()) {
              assertThat(e.toString()).doesNotContain("hunter");
            }
          });
    }
  }
}
