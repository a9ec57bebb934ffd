package dev.sluice.server.store;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Where a PostgreSQL server is, with the credentials apart from the address, so that no message
/// and no log can hold them.
///
/// @param url the JDBC address without credentials
record PostgresAddress(String url, @Nullable String user, @Nullable String password) {

  private static final String START = "jdbc:postgresql:";

  /// Takes the credentials out of the address: `//user:password@host` as well as
  /// `?user=…&password=…`. Those that are given apart win.
  static PostgresAddress of(String url, @Nullable String user, @Nullable String password) {
    if (!url.startsWith(START)) {
      throw new IllegalArgumentException("the address of a database begins with " + START + "//");
    }
    int question = url.indexOf('?');
    String place = question < 0 ? url : url.substring(0, question);
    Credentials found = new Credentials();
    String bare = found.takeFromPlace(place);
    String rest = question < 0 ? "" : found.takeFromParameters(url.substring(question + 1));
    return new PostgresAddress(
        rest.isEmpty() ? bare : bare + "?" + rest,
        user == null ? found.user : user,
        password == null ? found.password : password);
  }

  @Override
  public String toString() {
    return url;
  }

  /// What an address said about who one is. One thread.
  private static final class Credentials {

    private @Nullable String user;
    private @Nullable String password;

    String takeFromPlace(String place) {
      int at = place.lastIndexOf('@');
      int slashes = place.indexOf("//");
      if (at < 0 || slashes < 0) {
        return place;
      }
      String[] parts = place.substring(slashes + 2, at).split(":", 2);
      user = decoded(parts[0]);
      password = parts.length > 1 ? decoded(parts[1]) : null;
      return place.substring(0, slashes + 2) + place.substring(at + 1);
    }

    String takeFromParameters(String parameters) {
      List<String> others = new ArrayList<>();
      for (String parameter : parameters.split("&", -1)) {
        if (parameter.startsWith("user=")) {
          user = decoded(parameter.substring("user=".length()));
        } else if (parameter.startsWith("password=")) {
          password = decoded(parameter.substring("password=".length()));
        } else if (!parameter.isEmpty()) {
          others.add(parameter);
        }
      }
      return String.join("&", others);
    }

    private static String decoded(String text) {
      try {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
      } catch (IllegalArgumentException e) {
        return text; // not coded: a bare percent sign
      }
    }
  }
}
