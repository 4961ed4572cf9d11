import { rounded, shortHash } from "../charts/numbers.ts";
import { describe, expected } from "../checks/mod.ts";
import { FIGURE_DATA, LIVE_FIGURE } from "../workspace/mime_types.ts";
import { markup } from "../workspace/markup.ts";
import { liveHtml } from "./live_html.ts";
import { liveScript } from "./live_script.ts";
import { drawFigure } from "./runtime/draw_figure.ts";
import type { PlaneFigure } from "./runtime/figure.ts";
import { sceneToText } from "./runtime/scene.ts";

/** How wide the static picture is, in pixels. */
const WIDTH = 720;

/** A figure that answers the hand in a page with its script, and is a picture anywhere else. */
export class LiveFigure<State extends { readonly title: string } = { readonly title: string }> {
  /** The figure's kind, whose script `liveScript` gives. */
  readonly name: string;
  /** Its name, drawn in the picture. */
  readonly title: string;
  /** What the static picture shows, in words. */
  readonly alt: string;
  /** The state it begins with: plain data. */
  readonly state: State;
  /** The numbers that the static picture shows. */
  readonly data: unknown;
  readonly #svg: string;

  /** Draws the static picture. */
  constructor(figure: PlaneFigure<State>, state: State) {
    const title: unknown = state.title;
    if (typeof title !== "string") {
      throw new TypeError(expected("title", "a text", describe(title)));
    }
    const id = `live-${shortHash(figure.name + JSON.stringify(state))}-`;
    const { svg, picture } = drawFigure(figure, state, { width: WIDTH, live: false, id });
    this.name = figure.name;
    this.title = state.title;
    this.alt = picture.alt;
    this.state = state;
    this.data = picture.data;
    this.#svg = sceneToText(svg);
  }

  /** The static picture, one SVG element that stands alone. */
  toSvg(): string {
    return this.#svg;
  }

  /**
   * The whole figure as HTML, with its script. Until that runs an image stands in for it: where a
   * notebook is not trusted, Jupyter takes scripts and SVG elements out, and leaves images.
   */
  async toHtml(): Promise<string> {
    const source = `data:image/svg+xml,${encodeURIComponent(this.#svg)}`;
    const image = markup`<img src="${source}" alt="${this.title}. ${this.alt}">`;
    const script = await liveScript(this.name);
    return `${liveHtml(this, image.text)}<script>${script}</script>`;
  }

  /**
   * The figure for a notebook: its state for the report, its picture, its data, its words, and where
   * the script can be had the live figure itself, which the committed notebooks leave out.
   */
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

  /** How Deno's Jupyter kernel asks for it. */
  [Symbol.for("Jupyter.display")](): Promise<Record<string, unknown>> {
    return this.toMimeBundle();
  }
}
