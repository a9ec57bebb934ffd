package dev.sluice.gateway.chat;

/// One message of a chat request, as far as routing looks at it.
///
/// @param role `system`, `developer`, `user`, `assistant`, `tool`, `function`
/// @param text the text parts joined by a blank line; empty when there are none
/// @param images number of image parts
/// @param audio number of audio and file parts
public record Message(String role, String text, int images, int audio) {

  public boolean isSystem() {
    return role.equals("system") || role.equals("developer");
  }

  public boolean isUser() {
    return role.equals("user");
  }
}
