package dev.sluice.server.evaluate;

import java.util.List;

/// A report on routing as one HTML page that needs nothing else, with its curves drawn; light or
/// dark as the reader has it.
public final class RoutesHtml {

  private static final String STYLE =
      """
      :root { color-scheme: light dark; --ink: #1d2127; --soft: #667080; --line: #e3e6ea;
        --page: #fff; --knob: #0b6bcb; --preset: #b3450a; --control: #4b5563; }
      @media (prefers-color-scheme: dark) { :root { --ink: #e6e8eb; --soft: #99a3b0;
        --line: #2d333b; --page: #15181c; --knob: #5eb0ff; --preset: #ff9d5c;
        --control: #b6c0cc; } }
      body { margin: 0 auto; padding: 2rem 1.25rem 4rem; max-width: 72rem; color: var(--ink);
        background: var(--page); font: 15px/1.5 system-ui, sans-serif; }
      h1 { font-size: 1.6rem; margin: 0; } h2 { font-size: 1.15rem; margin: 2.2rem 0 .3rem; }
      p { color: var(--soft); margin: .2rem 0 .8rem; max-width: 60rem; }
      p.warning { color: var(--preset); }
      .scroll { overflow-x: auto; }
      table { border-collapse: collapse; font-variant-numeric: tabular-nums; font-size: .9rem; }
      th, td { padding: .28rem .8rem .28rem 0; text-align: right; white-space: nowrap;
        border-bottom: 1px solid var(--line); }
      th { color: var(--soft); font-weight: 500; } .left { text-align: left; }
      svg { width: 100%; height: auto; max-width: 60rem; font: 12px system-ui, sans-serif; }
      svg .grid { stroke: var(--line); } svg .tick { fill: var(--soft); }
      svg .end { text-anchor: end; } svg .middle { text-anchor: middle; }
      svg polyline { fill: none; stroke-width: 2; }
      svg polyline.knob { stroke: var(--knob); }
      svg polyline.mix { stroke: var(--control); stroke-dasharray: 4 4; stroke-width: 1.2; }
      svg .range { stroke: var(--knob); opacity: .35; }
      svg circle.setting { fill: var(--knob); }
      svg .preset { fill: var(--preset); } svg .control { fill: var(--control); }
      """;

  private final StringBuilder html = new StringBuilder();

  private RoutesHtml() {}

  public static String of(RoutesReport report) {
    return new RoutesHtml().page(report);
  }

  private String page(RoutesReport report) {
    html.append("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    html.append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    html.append("<title>Routing on recorded outcomes</title>\n<style>\n").append(STYLE);
    html.append("</style>\n</head>\n<body>\n<h1>Routing on recorded outcomes</h1>\n");
    RoutesReport.Subject subject = report.subject();
    paragraph(
        "",
        "%,d prompts, %,d left out for want of an answer; %,d resamples, seed %d; configuration %s."
            .formatted(
                subject.prompts(),
                subject.leftOut(),
                subject.draws(),
                subject.seed(),
                subject.configuration()));
    report.warnings().forEach(warning -> paragraph("warning", warning));
    for (int view = 0; view < report.views().size(); view++) {
      heading("Quality over cost: " + report.views().get(view));
      paragraph("", "Line: the knob from 0 to 1, with intervals. Dashed: the models alone, mixed.");
      html.append(new CurveSvg(report, view).drawn());
    }
    new RoutesSheets(report).all().forEach(this::table);
    return html.append("</body>\n</html>\n").toString();
  }

  private void heading(String text) {
    html.append("<h2>").append(Html.escaped(text)).append("</h2>\n");
  }

  private void paragraph(String kind, String text) {
    html.append("<p class=\"").append(kind).append("\">");
    html.append(Html.escaped(text)).append("</p>\n");
  }

  private void table(Sheet sheet) {
    heading(sheet.title());
    paragraph("", sheet.note());
    html.append("<div class=\"scroll\"><table>\n<thead>");
    row("th", sheet.columns(), sheet.left());
    html.append("</thead>\n<tbody>\n");
    sheet.rows().forEach(cells -> row("td", cells, sheet.left()));
    html.append("</tbody>\n</table></div>\n");
  }

  private void row(String element, List<String> cells, int left) {
    html.append("<tr>");
    for (int i = 0; i < cells.size(); i++) {
      html.append('<').append(element).append(i < left ? " class=\"left\">" : ">");
      html.append(Html.escaped(cells.get(i))).append("</").append(element).append('>');
    }
    html.append("</tr>\n");
  }
}
