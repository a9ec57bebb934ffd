package dev.sluice.server.http;

import dev.sluice.gateway.exchange.Operation;

/// What a method and a path ask for.
sealed interface Endpoint {

  /// A request with a model and a JSON body.
  record Ask(Operation operation) implements Endpoint {}

  /// The question what would be done with a chat request.
  record Preview() implements Endpoint {}

  /// A caller's verdict about an answer.
  record Rate() implements Endpoint {}

  record ListModels() implements Endpoint {}

  record OneModel(String id) implements Endpoint {}

  /// Answered by a provider as it stands.
  ///
  /// @param path below the provider's base URL, with its query
  /// @param stored whether it reaches objects that are stored at the provider
  record Forward(String path, boolean stored) implements Endpoint {}

  record Live() implements Endpoint {}

  record Ready() implements Endpoint {}

  /// The question which methods there are.
  record Options(String allow) implements Endpoint {}

  record WrongMethod(String allow) implements Endpoint {}

  record Unknown() implements Endpoint {}
}
