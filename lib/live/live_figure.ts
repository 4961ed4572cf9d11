import { rounded, shortHash } from "../charts/numbers.ts";
import { refuseKind } from "../checks/mod.ts";
import { FIGURE_DATA, LIVE_FIGURE } from "../workspace/mime_types.ts";
import { markup } from "../workspace/markup.ts";
import { liveHtml } from "./live_html.ts";
import { liveScript } from "./live_script.ts";
import { drawFigure } from "./runtime/draw_figure.ts";
import type { PlaneFigure } from "./runtime/figure.ts";

const WIDTH = 720;

/** A figure that answers the hand in a page with its script, and is a picture anywhere else. */
export class LiveFigure<State extends { readonly title: string } = { readonly title: string }> {
  readonly name: string;
  readonly title: string;
  /** What the static picture shows, in words, and its numbers. */
  readonly alt: string;
  readonly data: unknown;
  readonly state: State;
  readonly #svg: string;

  constructor(figure: PlaneFigure<State>, state: State) {
    const title: unknown = state.title;
    if (typeof title !== "string") refuseKind(title, "title", "a text");
    const id = `live-${shortHash(figure.name + JSON.stringify(state))}-`;
    const { svg, picture } = drawFigure(figure, state, { width: WIDTH, live: false, id });
    this.name = figure.name;
    this.title = state.title;
    this.alt = picture.alt;
    this.state = state;
    this.data = picture.data;
    this.#svg = svg.text.replace(/<(\w+)([^<>]*)\/>/g, "<$1$2></$1>");
  }

  toSvg(): string {
    return this.#svg;
  }

  /** As HTML, with an image until the script runs: of untrusted notebooks Jupyter keeps images alone. */
  async toHtml(): Promise<string> {
    const source = `data:image/svg+xml,${encodeURIComponent(this.#svg)}`;
    const image = markup`<img src="${source}" alt="${this.title}. ${this.alt}">`;
    return `${liveHtml(this, image.text)}<script>${await liveScript()}</script>`;
  }

  /** The figure for a notebook; committed notebooks leave the live figure itself out. */
  async toMimeBundle(): Promise<Record<string, unknown>> {
    const { name, title, alt, state, data } = this;
    const html = await this.toHtml().catch(() => undefined);
    return {
      ...(html === undefined ? {} : { "text/html": html }),
      "image/svg+xml": this.#svg,
      [LIVE_FIGURE]: { name, title, alt, state },
      [FIGURE_DATA]: { title, alt, data: rounded(data) },
      "text/plain": `${title}. ${alt}`,
    };
  }

  [Symbol.for("Jupyter.display")](): Promise<Record<string, unknown>> {
    return this.toMimeBundle();
  }
}
