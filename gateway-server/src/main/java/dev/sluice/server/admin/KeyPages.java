package dev.sluice.server.admin;

import dev.sluice.gateway.access.KeyAnswer;
import dev.sluice.gateway.access.KeyWish;
import dev.sluice.gateway.access.VirtualKey;
import dev.sluice.gateway.config.KeyLimits;
import dev.sluice.gateway.ledger.StoreFailure;
import dev.sluice.server.books.Keys;
import dev.sluice.server.http.PlainHandler.Answer;
import dev.sluice.server.report.KeyJson;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// The virtual keys as the admin API shows and changes them. Only the answer that makes a secret
/// holds it.
final class KeyPages {

  private static final KeyWish EMPTY = new KeyWish("", null, KeyLimits.NONE, false);

  private final Keys keys;

  KeyPages(Keys keys) {
    this.keys = keys;
  }

  Answer list() throws StoreFailure {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("object", "list");
    ArrayNode data = json.putArray("data");
    keys.list().forEach(key -> data.add(KeyJson.of(key)));
    return JsonAnswer.of(200, json);
  }

  Answer create(byte[] body) throws StoreFailure {
    return told(keys.create(KeyInput.read(body, EMPTY)), 201);
  }

  Answer change(String id, byte[] body) throws StoreFailure {
    KeyWish before = KeyWish.of(byId(id));
    return told(keys.change(id, KeyInput.read(body, before)), 200);
  }

  Answer rotate(String id) throws StoreFailure {
    return told(keys.rotate(byId(id).id()), 200);
  }

  Answer revoke(String id) throws StoreFailure {
    return told(keys.revoke(byId(id).id()), 200);
  }

  /// Here names name nothing: another key may have the name by the time the request arrives.
  private VirtualKey byId(String id) throws StoreFailure {
    return keys.find(id).filter(key -> key.id().equals(id)).orElseThrow(() -> unknown(id));
  }

  private static Answer told(KeyAnswer answer, int status) {
    return switch (answer) {
      case KeyAnswer.Made made -> JsonAnswer.of(status, KeyJson.made(made.key(), made.secret()));
      case KeyAnswer.Changed changed -> JsonAnswer.of(status, KeyJson.of(changed.key()));
      case KeyAnswer.Refused refused ->
          throw Refused.badRequest(refused.field(), refused.reason() + ".");
      case KeyAnswer.Unknown unknown -> throw unknown(unknown.key());
    };
  }

  private static Refused unknown(String id) {
    return Refused.notFound("There is no key '" + id + "'.");
  }
}
