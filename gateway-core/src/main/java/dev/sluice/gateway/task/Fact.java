package dev.sluice.gateway.task;

/// A yes-or-no fact of a prompt's form, script or request that no single word tells.
enum Fact {
  UNDER_20_CHARS,
  UNDER_50_CHARS,
  UNDER_100_CHARS,
  UNDER_200_CHARS,
  UNDER_400_CHARS,
  UNDER_800_CHARS,
  UNDER_1600_CHARS,
  LONG,
  ONE_LINE,
  FEW_LINES,
  MANY_LINES,
  ENDS_WITH_QUESTION,
  ENDS_WITH_COLON,
  ENDS_WITH_STOP,
  ENDS_OPEN,
  ASKS_SOMEWHERE,
  SEVERAL_QUESTIONS,
  COLON_IN_HEAD,
  QUOTES,
  FENCE,
  CODE_LINES,
  CODE_MARKS,
  CAMEL_OR_SNAKE,
  LATEX,
  FORMULA,
  FEW_NUMBERS,
  SOME_NUMBERS,
  MANY_NUMBERS,
  MONEY_OR_PERCENT,
  LETTERED_OPTIONS,
  LISTED_ITEMS,
  DIALOGUE,
  BLANKS_TO_FILL,
  URL,
  HAN,
  KANA,
  OTHER_SCRIPT,
  HAN_AND_LATIN,
  ENGLISH,
  SPANISH,
  FRENCH,
  GERMAN,
  NO_LANGUAGE,
  HEAD_IN_ANOTHER_LANGUAGE,
  JSON_FORMAT,
  TOOLS,
  IMAGES,
  SECOND_TURN,
  LATER_TURN,
  SHORT_LATER_TURN,
  SYSTEM_PROMPT,
  LONG_SYSTEM_PROMPT;

  /// Where the fact's weights stand; [FeatureReader#signature] notices when the order has changed.
  @SuppressWarnings("EnumOrdinal")
  int number() {
    return ordinal();
  }
}
