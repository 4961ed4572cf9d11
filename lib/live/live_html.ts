import { Markup, markup } from "../workspace/markup.ts";
import { LIVE_FIGURE } from "../workspace/mime_types.ts";

/** What an output's `LIVE_FIGURE` entry has beside words: the figure's kind, and its first state. */
type Live = { readonly name: string; readonly state: unknown };

/** A static picture and the state that the script takes over; it works under a policy that names scripts by hash. */
export function liveHtml({ name, state }: Live, picture: string): Markup {
  // In JSON, "<" stands in strings only: written as an escape, none of them ends the element.
  const json = JSON.stringify(state).replaceAll("<", "\\u003c");
  return markup`<div class="live-figure" data-live-figure="${name}">${new Markup(picture)}\
<script type="application/json">${new Markup(json)}</script></div>`;
}

/** The same of an output's data; nothing where they hold no live figure: a notebook may hold anything. */
export function liveOutput(data: Record<string, unknown>, picture: string): Markup | undefined {
  const { name, state } = (data[LIVE_FIGURE] ?? {}) as Partial<Live>;
  if (typeof name !== "string" || state === undefined) return undefined;
  // Words of small letters joined by hyphens.
  return /^[a-z0-9]+(-[a-z0-9]+)*$/.test(name) ? liveHtml({ name, state }, picture) : undefined;
}
