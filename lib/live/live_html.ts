/** An output's `LIVE_FIGURE` entry: the figure's kind, its words, and the state it begins with. */
export interface LiveFigureData {
  readonly name: string;
  readonly title: string;
  readonly alt: string;
  readonly state: unknown;
}

/** A static picture and the state that the script takes over; it works under a policy that names scripts by hash. */
export function liveHtml({ name, state }: LiveFigureData, picture: string): string {
  if (!/^<(svg|img)\b/.test(picture)) {
    const got = JSON.stringify(picture.slice(0, 20));
    throw new TypeError(`svg: expected an SVG element or an image, got ${got}`);
  }
  if (!isName(name)) {
    const want = 'a live figure\'s name, such as "triplet-microscope"';
    throw new TypeError(`name: expected ${want}, got ${JSON.stringify(name)}`);
  }
  // In JSON, "<" stands in strings only: written as an escape, none of them ends the element.
  const json = JSON.stringify(state).replaceAll("<", "\\u003c");
  return `<div class="live-figure" data-live-figure="${name}">${picture}` +
    `<script type="application/json">${json}</script></div>`;
}

/** Whether it can be a figure's name, words of small letters joined by hyphens: a notebook says it. */
export function isName(name: unknown): name is string {
  return typeof name === "string" && /^[a-z0-9]+(-[a-z0-9]+)*$/.test(name);
}
