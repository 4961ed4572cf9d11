/** What {@linkcode liveHtml} reads of an output's `LIVE_FIGURE` entry. */
export interface LiveFigureData {
  /** The figure's kind, whose script `liveScript` gives. */
  readonly name: string;
  /** Its name, and what the picture shows, in words. */
  readonly title: string;
  readonly alt: string;
  /** The state it begins with. */
  readonly state: unknown;
}

/**
 * The markup of a live figure: its static picture, and the state that its script takes over. Without
 * the script (which a page needs once for each kind of figure, after or before the markup) it is the
 * static figure. No inline handlers and no inline styles: it works under a policy that names the
 * script by its hash.
 *
 * @param data The output's `LIVE_FIGURE` entry.
 * @param picture The output's static picture, an SVG element or an image.
 * @returns HTML: one `<div>`.
 * @throws {TypeError} When the name is none, or the picture is neither.
 *
 * @example
 * ```ts
 * import { liveHtml } from "#lib/live/mod.ts";
 * import { assertStringIncludes } from "@std/assert";
 *
 * const data = { name: "a-figure", title: "A figure", alt: "Nothing.", state: { text: "</script>" } };
 * const html = liveHtml(data, "<svg></svg>");
 * assertStringIncludes(html, '<div class="live-figure" data-live-figure="a-figure"><svg></svg>');
 * assertStringIncludes(html, String.raw`{"text":"\u003c/script>"}`);
 * ```
 */
export function liveHtml({ name, state }: LiveFigureData, picture: string): string {
  if (!/^<(svg|img)\b/.test(picture)) {
    const got = JSON.stringify(picture.slice(0, 20));
    throw new TypeError(`svg: expected an SVG element or an image, got ${got}`);
  }
  checkName(name);
  // In JSON, "<" stands in strings only: written as an escape, none of them ends the element.
  const json = JSON.stringify(state).replaceAll("<", "\\u003c");
  return `<div class="live-figure" data-live-figure="${name}">${picture}` +
    `<script type="application/json">${json}</script></div>`;
}

/** Whether it can be a figure's name: words of small letters, joined by hyphens. */
export function isName(name: unknown): name is string {
  return typeof name === "string" && /^[a-z0-9]+(-[a-z0-9]+)*$/.test(name);
}

/** Refuses what is no figure's name. */
export function checkName(name: unknown): asserts name is string {
  if (isName(name)) return;
  throw new TypeError(
    `name: expected a live figure's name, such as "triplet-microscope", got ${
      JSON.stringify(name)
    }`,
  );
}
