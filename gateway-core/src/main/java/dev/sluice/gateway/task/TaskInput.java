package dev.sluice.gateway.task;

/// What the classifier is told of one request.
///
/// @param text the last user turn, whole and as sent; may be empty and of any length
/// @param system the system prompt, or `""`
/// @param userTurns how many user turns the conversation has, this one included; 0 is taken as 1
/// @param tools whether the request offers tools
/// @param jsonFormat whether it asks for JSON (`response_format`)
/// @param images whether a user turn carries an image
public record TaskInput(
    String text, String system, int userTurns, boolean tools, boolean jsonFormat, boolean images) {

  public TaskInput {
    if (userTurns < 0) {
      throw new IllegalArgumentException("userTurns is " + userTurns + ", must be 0 or more");
    }
  }

  /// A first turn of plain text.
  public static TaskInput ofText(String text) {
    return new TaskInput(text, "", 1, false, false, false);
  }
}
