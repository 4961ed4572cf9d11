import type { Markup } from "#lib/workspace/markup.ts";
import { STYLE } from "#lib/report/style.ts";
import { createHash } from "node:crypto";

/** A page that asks for nothing and allows the one script. */
export function bare(body: Markup, script: string): string {
  const hash = createHash("sha256").update(script).digest("base64");
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:;
  style-src 'unsafe-inline'; script-src 'sha256-${hash}'; worker-src blob:">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>A small lesson</title>
<style>${STYLE}</style>
</head>
<body><main>
<h1>A small lesson</h1>
${body}
</main><script>${script}</script></body>
</html>
`;
}
