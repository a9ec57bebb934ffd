package dev.sluice.gateway.quality;

import dev.sluice.gateway.chat.Answer;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Whether an answer declines, and why: it may not, or it cannot.
///
/// Only the opening of a short answer is read, since "I can't" is an everyday phrase further in. A
/// decline that goes on to answer all the same ("…, but based on …") is none. Patterns are bounded,
/// so that the time is linear in the few hundred characters they see.
enum Declining {
  /// It answers, or nothing says that it does not.
  NONE,
  /// It says that it lacks the ability; another model may have it.
  INABILITY,
  /// It refuses by policy; so would any other.
  SAFETY;

  private static final int SHORT = 700;
  private static final int OPENING = 320;
  private static final int GOES_ON = 80;

  private static final String SEPARATOR = "[\\s,.;:!–—，、。；！…-]{0,4}";

  private static final String SORRY =
      "(?:(?:oh|hi|hello|hmm)?"
          + SEPARATOR
          + "(?:(?:i'm |i am )?(?:really |very |so |truly )?sorry|i apologi[sz]e(?: for [^.,]{1,40})?"
          + "|apologies|unfortunately|regrettably|i'm afraid|lo siento(?: mucho)?|lamentablemente"
          + "|desafortunadamente|lamento [^.,]{1,30}|disculpa|(?:je suis )?(?:vraiment )?désolée?"
          + "|malheureusement|je regrette|(?:es )?tut mir (?:sehr )?leid|leider|entschuldigung"
          + "|sinto muito|desculpe|infelizmente|lamento|mi dispiace|purtroppo|spiacente"
          + "|(?:很|非常)?抱歉|对不起|不好意思|很?遗憾(?:的是)?|申し訳(?:ありません|ございません)(?:が)?"
          + "|すみません(?:が)?|残念ながら|죄송(?:합니다만|합니다|하지만)|미안합니다|извините|простите|к сожалению)"
          + SEPARATOR
          + "(?:but |pero |mais |aber |mas |ma |但是|但|no |но |하지만 )?){0,2}"
          + SEPARATOR;

  private static final String AS_AI =
      "(?:as an? (?:ai|artificial intelligence|large language|language|text-based)[^.,;:]{0,40},? ?"
          + "|i'm (?:just |only )?an? (?:ai|language model)[^.,;]{0,40}[,.;]? ?(?:and |so )?"
          + "|como (?:un |una )?(?:modelo de lenguaje|ia\\b|inteligencia artificial|asistente|modelo de linguagem"
          + "|inteligência artificial)[^.,]{0,40},? ?"
          + "|en tant qu(?:e |')(?:modèle|ia\\b|intelligence|assistant)[^.,]{0,40},? ?"
          + "|als (?:ki|künstliche intelligenz|sprachmodell|ai)[^.,]{0,30}?,? ?"
          + "|(?:in qualità di|come) (?:modello|ia\\b|intelligenza|assistente)[^.,]{0,40},? ?"
          + "|(?:作为|身为)(?:一个|一名|一款)?(?:ai|人工智能|大?型?语言模型)[^，。]{0,20}[，,]? ?"
          + "|(?:aiとして|(?:大規模)?言語モデルとして|私はai[^。、]{0,15}(?:なので|ですので|であるため))、?"
          + "|(?:저는 )?(?:ai|인공지능|언어 모델)[^.,]{0,20}(?:로서|이므로|이기 때문에),? ?"
          + "|как (?:ии|искусственный интеллект|(?:большая )?языковая модель)[^.,]{0,30},? ?)";

  /// "I cannot", in as many tongues.
  private static final String CANNOT =
      "(?:i (?:can't|cannot|can not|am unable to|am not able to|do(?: not|n't) have (?:direct |real-time |current )?"
          + "(?:access|the (?:ability|capability))|am not capable)"
          + "|i'm (?:unable to|not able to|not capable)"
          + "|no (?:puedo|tengo (?:acceso|la capacidad)|me es posible|soy capaz)"
          + "|je (?:ne peux pas|ne suis pas (?:en mesure|capable)|n'ai pas (?:accès|la (?:capacité|possibilité)))"
          + "|(?:ich )?(?:kann|habe|bin)(?: ich)?(?: leider)? (?:nicht|keinen (?:direkten )?zugriff|keine)"
          + "|(?:eu )?não (?:posso|consigo|tenho (?:acesso|a capacidade)|sou capaz)"
          + "|non (?:posso|riesco a|ho (?:accesso|la capacità)|sono in grado)"
          + "|(?:我|本模型)?(?:目前|暂时|现在|还)?(?:无法|不能|没有(?:能力|权限|办法))"
          + "|(?:я )?не (?:могу|имею (?:доступа|возможности)|в состоянии|способ))";

  /// What a model without tools or senses lacks.
  private static final String LACKED =
      "(?:internet|real-?time|online\\b|browse|live (?:data|information)|current (?:data|information|weather|news|price)"
          + "|up-to-date|image|picture|photo|attach|\\bfiles?\\b|\\blinks?\\b|\\burls?\\b|websites?|web ?pages?|external"
          + "|videos?\\b|audio|tiempo real|enlace|archivo|imagen|imágenes|página|sitio web|temps réel|fichier|\\blien"
          + "|site web|echtzeit|aktuelle|datei|\\bbild|webseite|tempo real|arquivo|imagem|imagens|tempo reale|immagin"
          + "|pagina|实时|联网|上网|互联网|网络|浏览|访问|查看|打开|图片|图像|文件|链接|网页|播放|интернет|реальн|ссылк|файл"
          + "|изображен|фото|сайт)";

  private static final Pattern LACKS =
      Pattern.compile(
          "\\A"
              + SORRY
              + AS_AI
              + "?"
              + SORRY
              + CANNOT
              + "(?! (?:\\w+ )?(?:my|our)\\b)[^.。\\n]{0,90}?"
              + LACKED
              + "|\\A"
              + SORRY
              + "(?:私は)?(?:インターネット|リアルタイム|画像|ファイル|リンク|ウェブ|外部|最新)[^。]{0,40}(?:できません|できない|ありません|持っていません)"
              + "|\\A"
              + SORRY
              + "(?:저는 )?(?:인터넷|실시간|이미지|파일|링크|웹|외부|최신)[^.]{0,40}(?:수 없습니다|없습니다|못합니다)");

  private static final Pattern CANNOT_AS_AI =
      Pattern.compile(
          "\\A"
              + SORRY
              + AS_AI
              + SORRY
              + "(?:"
              + CANNOT
              + "|[^。.\\n]{0,40}(?:できません|できない|수 없습니다|못합니다))");

  private static final Pattern DECLINES =
      Pattern.compile(
          "\\A"
              + SORRY
              + AS_AI
              + "?"
              + SORRY
              + "(?:"
              + CANNOT
              + "|i (?:won't|will not|must decline|have to decline)"
              + "|[^。.\\n]{0,40}(?:お手伝い|お答え|提供|対応)[^。]{0,15}(?:できません|できかねます)"
              + "|[^.\\n]{0,40}(?:도와|도움|제공|답변)[^.]{0,15}(?:수 없|어렵))");

  private static final Pattern HELPING =
      Pattern.compile(
          "(?:help|assist|comply|fulfil|engage|participate|continue with|ayudar|asistir|cumplir|aider|assister"
              + "|répondre à|helfen|unterstützen|ajudar|auxiliar|atender|aiutar|assister|回答|提供|协助|帮助|满足|参与|讨论"
              + "|お手伝い|お答え|提供|対応|도와|도움|제공|답변|помочь|выполнить|ответить|обсуждать)");

  private static final Pattern POLICY =
      Pattern.compile(
          "(?:illegal|unlawful|harm|unethical|dangerous|unsafe|violat|guidelines|policy|policies|self-harm|suicid"
              + "|crisis|\\b988\\b|hotline|hate speech|explicit|weapon|malware|abus|medical advice|legal advice"
              + "|financial advice|diagnos|copyright|ilegal|peligros|dañin|illégal|dangereu|nuisible|gefährlich|schädlich"
              + "|perigos|prejudicia|pericolos|dannos|违法|非法|有害|危险|不当|违反|自杀|自残|政治|違法|有害|危険|불법|위험|유해"
              + "|незакон|опасн|вред)");

  private static final Pattern CRISIS =
      Pattern.compile(
          "(?:\\b988\\b|suicid|self-harm|crisis (?:line|text)|hotline|自杀|自残|自殺|자살|суицид)");

  private static final Pattern HOWEVER =
      Pattern.compile(
          "(?:\\b(?:but|however|that said|nevertheless|nonetheless|instead|based on|pero|sin embargo|mais|cependant"
              + "|toutefois|aber|jedoch|mas|porém|no entanto|ma|tuttavia)\\b|但|不过|然而|しかし|ただし|ですが|하지만|но |однако)");

  static Declining of(Answer answer) {
    if (answer.refusal() != null || answer.finishedWith("content_filter")) {
      return SAFETY;
    }
    return answer.toolCalls().isEmpty() ? of(answer.content()) : NONE;
  }

  static Declining of(String content) {
    String text = Prose.visible(content).strip();
    if (text.isEmpty() || text.length() > SHORT) {
      return NONE;
    }
    String plain =
        text.toLowerCase(Locale.ROOT).replace('’', '\'').replaceAll("[*_>#\"“”]+", "").strip();
    String opening = plain.substring(0, Math.min(OPENING, plain.length()));
    Matcher declines = DECLINES.matcher(opening);
    boolean declined = declines.find();
    if ((declined && POLICY.matcher(plain).find()) || CRISIS.matcher(plain).find()) {
      return SAFETY;
    }
    Matcher lacks = LACKS.matcher(opening);
    if (lacks.find()) {
      return goesOn(plain, lacks.end()) ? NONE : INABILITY;
    }
    if (declined && HELPING.matcher(opening).find(declines.end())) {
      return SAFETY;
    }
    Matcher asAi = CANNOT_AS_AI.matcher(opening);
    return asAi.find() && !goesOn(plain, asAi.end()) ? INABILITY : NONE;
  }

  private static boolean goesOn(String plain, int from) {
    Matcher however = HOWEVER.matcher(plain);
    return however.find(from) && plain.length() - however.end() >= GOES_ON;
  }
}
