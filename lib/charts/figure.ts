import { FIGURE_DATA, NARROW_FIGURE } from "../workspace/mime_types.ts";
import { markup } from "../workspace/markup.ts";
import { checkLike, checkNumber, checkOptions, type NamesOf, refuseKind } from "../checks/mod.ts";
import { rounded, shortHash } from "./numbers.ts";
import { INK, PAPER } from "./palette.ts";
import { drawingTools } from "./plot.ts";

// Named here so that `deno doc --lint` does not ask for documentation of the package.

/** Options of Observable Plot. */
export type PlotOptions = NonNullable<Parameters<(typeof import("@observablehq/plot"))["plot"]>[0]>;

/** What every chart is told: its name, drawn above it. */
export type Titled = { title: string };

/** What may be told to some charts, and is of one kind in all of them. */
const TOLD = {
  ...{ height: 0, length: 0, columns: 0, dots: true as const, labels: [0, 0], names: ["", 0] },
  ...{ query: 0, log: { "x?": true as const, "y?": true as const } },
};

/** What a chart is told; refuses names that do not exist, and a title that is no text. */
export function titled<Options extends Partial<Titled>, Known extends string>(
  options: Options | undefined,
  known: NamesOf<Options, Known>,
  untold?: string,
): Options & Titled {
  const given = checkOptions(options, known), { title = untold } = given;
  const axes = (known as string).split(" ").filter((name) => /^([xy]|what|quantity)$/.test(name));
  for (const name of axes) checkLike((given as Record<string, unknown>)[name], name, "");
  for (const [name, like] of Object.entries(TOLD)) {
    const value = (given as Record<string, unknown>)[name];
    if (value !== undefined) checkLike(value, name, like);
  }
  if (typeof title === "string") return { ...given, title };
  refuseKind(title, "title", "a string, the words above the figure");
}

/** A figure as data: what is drawn, what it is called, and what it says to who cannot see it. */
export type FigureSpec = Titled & {
  alt: string;
  /** Kept with the figure, and compared when notebooks are checked. */
  data: unknown;
  /**
   * Plot's options, without a legend; where more than the width depends on how wide it may be, in
   * pixels, a function of that.
   */
  plot: PlotOptions | ((widest: number) => PlotOptions);
};

/** The width that a figure has on a phone, in pixels: its letters are as large there as elsewhere. */
export const NARROW = 358;

/** A figure that shows itself in a notebook and becomes SVG anywhere else. */
export class Figure {
  /** Keeps what it is drawn from; nothing is drawn yet. */
  constructor(readonly spec: FigureSpec) {}

  /**
   * The drawing, one SVG element that stands alone: fixed colours and font, title and description.
   *
   * @param options `widest`: how wide it may be, in pixels; by default as wide as it is best.
   */
  toSvg(options?: { widest?: number }): string {
    const { widest = Infinity } = checkOptions(options, "widest");
    checkNumber(widest, "widest", { above: 0, infinity: true });
    const { plot: drawn, parseHTML } = drawingTools();
    const { document } = parseHTML("<!doctype html><html><body></body></html>") as unknown as {
      document: NonNullable<PlotOptions["document"]>;
    };
    const { title, alt, plot } = this.spec;
    const { width: best = 640, ...more } = typeof plot === "function" ? plot(widest) : plot;
    const width = Math.min(best, widest);
    const svg = drawn.plot({
      ...more,
      width,
      document,
      style: {
        background: PAPER,
        color: INK,
        fontFamily: "system-ui, 'Segoe UI', 'DejaVu Sans', sans-serif",
        fontSize: "12px",
        overflow: "visible",
      },
    });
    if (svg.tagName.toLowerCase() !== "svg") {
      throw new TypeError("plot: expected options without a legend, which is no part of an SVG");
    }
    svg.setAttribute("xmlns", "http://www.w3.org/2000/svg");
    svg.setAttribute("xmlns:xlink", "http://www.w3.org/1999/xlink");
    // The title gets its own room above the drawing, whose own top margin is for the axis' label.
    const height = Number(svg.getAttribute("height")) + TITLE;
    svg.setAttribute("height", String(height));
    svg.setAttribute("viewBox", `0 ${-TITLE} ${width} ${height}`);
    const name = markup`role="img" aria-label="${this.#words()}"`;
    const head = [
      markup`<title>${title}</title><desc>${alt}</desc>`,
      markup`<rect y="${-TITLE}" width="${width}" height="${height}" fill="${PAPER}"></rect>`,
      markup`<text x="12" y="-10" text-anchor="start" font-size="14" font-weight="600" fill="${INK}">`,
      markup`${title}</text>`,
    ].join("");
    return withOwnIds(shortNumbers(svg.outerHTML))
      .replace(/^<svg ([^>]*>)/, (_, rest) => `<svg ${name} ${rest}${head}`);
  }

  #words(): string {
    const { title, alt } = this.spec;
    return `${title}${/[.?!]$/.test(title) ? "" : "."} ${alt}`;
  }

  /** The figure for a notebook: its drawing, the one for a phone, its data, and its words. */
  toMimeBundle(): Record<string, unknown> {
    const { title, alt, data } = this.spec;
    const [svg, narrow] = [this.toSvg(), this.toSvg({ widest: NARROW })];
    return {
      "image/svg+xml": svg,
      ...(narrow === svg ? {} : { [NARROW_FIGURE]: narrow }),
      [FIGURE_DATA]: { title, alt, data: rounded(data) },
      "text/plain": this.#words(),
    };
  }

  /** How Deno's Jupyter kernel asks for it. */
  [Symbol.for("Jupyter.display")](): Record<string, unknown> {
    return this.toMimeBundle();
  }
}

/** Room for the title, in pixels. */
const TITLE = 28;

/** Hundredths of a pixel are enough; words in the figure stay as they are. */
function shortNumbers(svg: string): string {
  return svg.replace(
    /<[^>]+>/g,
    (tag) => tag.replace(/-?\d+\.\d{3,}/g, (number) => String(+(+number).toFixed(2))),
  );
}

/** Plot numbers its clip paths from 1 in each process, so that two figures on a page would share them. */
function withOwnIds(svg: string): string {
  const prefix = `f${shortHash(svg.replace(/plot-clip-\d+/g, "plot-clip"))}`;
  const ids = [...new Set(svg.match(/plot-clip-\d+/g))];
  return svg.replace(/plot-clip-\d+/g, (id) => `${prefix}-${ids.indexOf(id) + 1}`);
}
