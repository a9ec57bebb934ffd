package dev.sluice.gateway.cache;

import dev.sluice.gateway.chat.ChatRequest;
import dev.sluice.gateway.config.CacheConfig;
import dev.sluice.gateway.exchange.Caller;
import dev.sluice.gateway.exchange.Exchange;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Who shares cached answers with this caller: a hard partition that is part of every key.
///
/// `cache.scope` says how wide it is. A caller can only narrow it, with `x-sluice-cache-scope`. A
/// team's scope is the key's own where the key has no team; in open mode everybody is the key
/// `open`, so that there is one scope unless `cache.scope: user` splits it by end user.
///
/// @param parts what must be equal, most general first; never joined to one string, so that no
///   choice of names makes two scopes one
record CacheScope(List<String> parts) {

  CacheScope {
    parts = List.copyOf(parts);
  }

  static CacheScope of(Exchange x) {
    List<String> parts = new ArrayList<>(5);
    CacheConfig.Scope width = x.config().cache().scope();
    switch (width) {
      case GLOBAL -> parts.add("global");
      case TEAM -> team(x.caller(), parts);
      case KEY -> key(x.caller(), parts);
      case USER -> user(x.caller(), x.request(), parts);
    }
    parts.add(x.options().cacheScope());
    return new CacheScope(parts);
  }

  private static void team(Caller caller, List<String> parts) {
    String team = caller.team();
    if (team == null) {
      key(caller, parts);
    } else {
      parts.add("team");
      parts.add(team);
    }
  }

  private static void key(Caller caller, List<String> parts) {
    parts.add("key");
    parts.add(caller.keyId());
  }

  /// Both fields as they were written, so that a number and a string never meet.
  private static void user(Caller caller, ChatRequest request, List<String> parts) {
    parts.add("user");
    parts.add(caller.keyId());
    parts.add(orEmpty(request.json("user")));
    parts.add(orEmpty(request.json("safety_identifier")));
  }

  private static String orEmpty(@Nullable String json) {
    return json == null ? "" : json;
  }
}
