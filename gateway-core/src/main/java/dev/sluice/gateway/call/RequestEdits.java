package dev.sluice.gateway.call;

import dev.sluice.gateway.chat.BodyEdit;
import dev.sluice.gateway.chat.ChatRequest;
import dev.sluice.gateway.chat.JsonText;
import dev.sluice.gateway.chat.StreamOptions;
import dev.sluice.gateway.config.ModelConfig;
import dev.sluice.gateway.exchange.Exchange;
import dev.sluice.gateway.exchange.Operation;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// Every change that Sluice makes to a request body, all in one place.
///
/// Always: the model's name at the provider, our own `sluice` object taken out, and on a stream
/// `stream_options.include_usage`, without which nothing could be billed. Only where Sluice chose
/// the model: its `parameters` (`drop`, then `set` where the client is silent), its `defaults`
/// where the client is silent, and a clamp of the answer's length, under a money cap or where a
/// longer one would be given up anyway.
final class RequestEdits {

  /// Which edits to make.
  ///
  /// @param additions all but the name, our own keys and the clamp; off after a provider refused
  ///   them
  /// @param maxTokens the clamp, 0 for none
  record Wanted(boolean additions, long maxTokens) {}

  private static final List<String> LENGTHS = List.of("max_tokens", "max_completion_tokens");

  private RequestEdits() {}

  static byte[] apply(Exchange x, ModelConfig model, String nameAtProvider, Wanted wanted) {
    ChatRequest request = x.request();
    BodyEdit edit = BodyEdit.of(request);
    if (!nameAtProvider.equals(request.model())) {
      edit.put("model", JsonText.quote(nameAtProvider));
    }
    edit.remove("sluice");
    if (wanted.additions()) {
      askForUsage(x, edit);
      if (x.plan().isRouted()) {
        fit(request, model, wanted, edit);
      }
    }
    if (wanted.maxTokens() > 0) {
      lengthFields(request, model)
          .forEach(field -> edit.put(field, Long.toString(wanted.maxTokens())));
    }
    return edit.apply();
  }

  /// Whether leaving the additions out would change anything.
  static boolean hasAdditions(Exchange x, ModelConfig model) {
    byte[] with = apply(x, model, x.request().model(), new Wanted(true, 0));
    byte[] without = apply(x, model, x.request().model(), new Wanted(false, 0));
    return !Arrays.equals(with, without);
  }

  private static void askForUsage(Exchange x, BodyEdit edit) {
    ChatRequest request = x.request();
    boolean billable = x.operation() == Operation.CHAT || x.operation() == Operation.COMPLETION;
    if (billable && request.stream() && !request.includeUsage()) {
      String options = request.json("stream_options");
      edit.put(
          "stream_options",
          options == null ? "{\"include_usage\":true}" : StreamOptions.withUsage(options));
    }
  }

  private static void fit(ChatRequest request, ModelConfig model, Wanted wanted, BodyEdit edit) {
    model.drop().forEach(edit::remove);
    for (Map.Entry<String, String> field : model.set().entrySet()) {
      if (request.field(field.getKey()) == null) {
        edit.put(field.getKey(), field.getValue());
      }
    }
    for (Map.Entry<String, String> field : model.defaults().entrySet()) {
      boolean length = isLength(field.getKey());
      boolean silent =
          length
              ? request.maxTokens() == null && wanted.maxTokens() == 0
              : request.field(field.getKey()) == null;
      if (silent && !model.set().containsKey(field.getKey())) {
        edit.put(field.getKey(), field.getValue());
      }
    }
  }

  private static boolean isLength(String field) {
    return LENGTHS.contains(field);
  }

  /// All that the client or the model's `parameters` have set, since a provider may know only one
  /// of them; else one that the model takes.
  private static List<String> lengthFields(ChatRequest request, ModelConfig model) {
    List<String> taken = LENGTHS.stream().filter(field -> !model.drop().contains(field)).toList();
    List<String> present =
        taken.stream()
            .filter(field -> request.has(field) || model.set().containsKey(field))
            .toList();
    return present.isEmpty()
        ? List.of(taken.isEmpty() ? LENGTHS.getFirst() : taken.getFirst())
        : present;
  }
}
