import { escapeHtml } from "./escape_html.ts";
import { STYLE } from "./style.ts";

/** The parts of a page. */
export interface PageParts {
  /** The name in the browser's tab. */
  title: string;
  /** Links above and below: HTML. */
  navigation: string;
  /** The page itself: HTML. */
  body: string;
}

/**
 * One HTML file that needs nothing else: style, formulas and figures are inside, and it asks the
 * network for nothing.
 *
 * @param parts Title, links and body.
 * @returns The file's text.
 */
export function page({ title, navigation, body }: PageParts): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<title>${escapeHtml(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<nav>${navigation}</nav>
<main>
${body}
</main>
<nav>${navigation}</nav>
</body>
</html>
`;
}
