import { createHash } from "node:crypto";
import type { Tab } from "./browser.ts";
import { type LiveFigure, liveHtml, liveScript } from "#lib/live/mod.ts";

/**
 * A page with live figures, as the report has them: their markup, their script once, and
 * a policy that allows this script by its hash and no style or handler in the markup.
 */
export async function livePage(...figures: LiveFigure[]): Promise<string> {
  const script = await liveScript();
  const hash = createHash("sha256").update(script).digest("base64");
  const body = figures.map((figure) => `<figure>${liveHtml(figure, figure.toSvg())}</figure>`);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; script-src 'sha256-${hash}'">
<link rel="icon" href="data:,">
<meta name="color-scheme" content="light dark">
<title>A live figure</title>
</head>
<body><main><h1>A live figure</h1>
${body.join("\n")}
</main>
<script>${script}</script>
</body>
</html>`;
}

/** Waits until the page has drawn what it was told, and said it. */
export async function settled({ look }: Tab): Promise<void> {
  await look(`new Promise((done) => setTimeout(() => requestAnimationFrame(() =>
    requestAnimationFrame(done)), 450))`);
}

/** What the figure said last, to who cannot see it. */
export function said(tab: Tab, nth = 0): Promise<string> {
  return tab.look(
    `document.querySelectorAll("[data-live-figure] [role=status]")[${nth}].textContent`,
  );
}

/** All texts in the picture, in one line. */
export function pictured(tab: Tab): Promise<string> {
  return tab.look(`document.querySelector("[data-live-figure] svg").textContent`);
}

/** The place of a handle in the plane, as a screen reader gets it. */
export async function placeOf(tab: Tab, handle: string): Promise<[number, number]> {
  const text = await tab.look<string>(
    `document.querySelector('[data-handle="${handle}"]').getAttribute("aria-valuetext")`,
  );
  const [, x, y] = /^x ([−\d.]+), y ([−\d.]+)/.exec(text)!;
  return [x, y].map((value) => Number(value.replace("−", "-"))) as [number, number];
}
