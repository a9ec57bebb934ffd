package dev.sluice.server.demo;

import java.util.List;

/// What to try on a gateway that stays up after the replay.
public final class NextSteps {

  /// One of the sample prompts, so that the simulated models have an answer to it.
  static final String QUESTION = "What is the capital of Australia?";

  private NextSteps() {}

  /// The text, line by line.
  ///
  /// @param dataUrl where callers connect, without `/v1`
  public static List<String> lines(String dataUrl, String adminUrl, Screen screen) {
    String text =
        """
          The gateway stays up until Ctrl-C; any key will do. Metrics:
            %2$s/metrics

          curl
            curl -i %1$s/v1/chat/completions \\
              -H 'content-type: application/json' \\
              -d '{"model": "auto", "messages": [
                   {"role": "user", "content": "%3$s"}]}'

          Python
            from openai import OpenAI
            client = OpenAI(base_url="%1$s/v1", api_key="any")
            question = {"role": "user", "content": "%3$s"}
            answer = client.chat.completions.create(model="auto", messages=[question])
            print(answer.choices[0].message.content)

          Node
            import OpenAI from "openai";
            const client = new OpenAI({
              baseURL: "%1$s/v1", apiKey: "any"});
            const ask = {role: "user", content: "%3$s"};
            const answer = await client.chat.completions.create({
              model: "auto", messages: [ask]});
            console.log(answer.choices[0].message.content);

          Ask twice: the second answer costs nothing. To other questions the simulated
          models say made-up words; ./sluice serve with GLOBAL_API_KEY asks real ones.
        """
            .formatted(dataUrl, adminUrl, QUESTION);
    return text.lines().map(screen::text).toList();
  }
}
