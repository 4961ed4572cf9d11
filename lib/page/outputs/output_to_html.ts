import { joined } from "../../notebooks/joined.ts";
import type { Output } from "../../notebooks/notebook.ts";
import { Markup, markup } from "../../workspace/markup.ts";
import { FIGURE_DATA, LIVE_FIGURE, NARROW_FIGURE } from "../../workspace/mime_types.ts";
import { figureSvg } from "./figure_svg.ts";
import { type ParseDrawing, safeDrawing } from "./safe_drawing.ts";
import { scrolledTable } from "../../workspace/scrolled_table.ts";

interface TableResource {
  schema: { fields: { name: string }[] };
  data: Record<string, unknown>[];
}

/** What a figure is called on its page: where links to it go, and a number such as `2.3`. */
export interface FigureLabel {
  id: string;
  number: string;
}

export interface OutputOptions {
  parse: ParseDrawing;
  label?: FigureLabel;
  /** Makes a figure answer the hand: gets the output's data and its drawing. */
  live?: (data: Record<string, unknown>, svg: string) => Markup | undefined;
}

/** The project's own figures stand in the page as they are, others as an image, in which no script can run. */
export function outputToHtml(output: Output, { parse, label, live }: OutputOptions): Markup {
  if (output.output_type === "error") {
    const text = output.traceback?.join("\n") || `${output.ename}: ${output.evalue}`;
    return markup`<pre class="output error">${text}</pre>`;
  }
  if (output.output_type === "stream") {
    return markup`<pre class="output">${joined(output.text)}</pre>`;
  }
  const data = output.data ?? {};
  const svg = data["image/svg+xml"] as string | string[] | undefined;
  if (svg !== undefined) {
    const source = joined(svg).trim();
    const own = FIGURE_DATA in data ? safeDrawing(source, parse) : undefined;
    if (own !== undefined) {
      const narrow = data[NARROW_FIGURE] as string | string[] | undefined;
      const phone = narrow && safeDrawing(joined(narrow).trim(), parse);
      return figure(live?.(data, own) ?? drawings(own, phone), data, label);
    }
    return foreignSvg(source, data, label);
  }
  if (data["image/png"]) {
    const source = `image/png;base64,${joined(data["image/png"] as string).replace(/\s/g, "")}`;
    const alt = joined((data["text/plain"] ?? "a picture") as string);
    return figure(image(source, alt), data, label);
  }
  const table = data["application/vnd.dataresource+json"] as TableResource | undefined;
  if (table) return tableToHtml(table);
  const text = joined((data["text/plain"] ?? data["text/html"] ?? "") as string);
  if (!text || text === "undefined") return markup``;
  return /^[✓✗…] /.test(text) ? checksToHtml(text) : markup`<pre class="output">${text}</pre>`;
}

/** A drawing of another library, such as Plot's: its label is its name, and an image needs a namespace. */
function foreignSvg(source: string, data: Record<string, unknown>, label?: FigureLabel): Markup {
  const title = /^<svg\b[^>]*\saria-label="([^"]*)"/.exec(source)?.[1];
  const whole = /^<svg\b[^>]*\sxmlns=/.test(source)
    ? source
    : source.replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"');
  const alt = joined((data["text/plain"] ?? title ?? "a picture") as string);
  const picture = image(`image/svg+xml;utf8,${encodeURIComponent(whole)}`, alt);
  return figure(picture, { [FIGURE_DATA]: { title }, ...data }, label);
}

const LIVES =
  markup`<p class="on-paper">In the lesson's page and in JupyterLab this figure answers the hand.</p>`;

function figure(picture: Markup, data: Record<string, unknown>, label?: FigureLabel): Markup {
  const { title, alt } = (data[FIGURE_DATA] ?? {}) as { title?: string; alt?: string };
  const name = label && markup`<a class="number" href="#${label.id}">Figure ${label.number}</a> `;
  const words = alt &&
    markup`<details class="words"><summary>In words</summary><p>${alt}</p></details>`;
  const note = LIVE_FIGURE in data && LIVES;
  const caption = (name || title || words) &&
    markup`<figcaption><p>${name}${title}</p>${note}${words}</figcaption>`;
  return markup`<figure${label && markup` id="${label.id}"`}>${picture}${caption}</figure>`;
}

function drawings(svg: string, narrow: string | undefined): Markup {
  const [broad, phone] = [svg, narrow].map((one) => one && new Markup(figureSvg(one)));
  return markup`<div class="drawing${phone && " broad"}">${broad}</div>${
    phone && markup`<div class="drawing phone">${phone}</div>`
  }`;
}

function image(source: string, alt: string): Markup {
  return markup`<div class="drawing"><img src="data:${source}" alt="${alt}"></div>`;
}

/** Lines of checks, each with its mark; a line without one belongs to the line before. */
function checksToHtml(text: string): Markup {
  const kinds: Record<string, string> = { "✓": "right", "✗": "wrong", "…": "open" };
  const lines = text.split(/\n(?=[✓✗…] )/).map((line) => {
    const [mark] = line;
    return markup`<li class="${kinds[mark]}"><span class="mark">${mark}</span> ${
      line.slice(2)
    }</li>`;
  });
  return markup`<ul class="checks">${lines}</ul>`;
}

function tableToHtml({ schema, data }: TableResource): Markup {
  const names = schema.fields.map(({ name }) => name);
  const cellOf = (value: unknown) =>
    typeof value === "number" || typeof value === "bigint" ? value : String(value ?? "");
  return scrolledTable(names, data.map((row) => names.map((name) => cellOf(row[name]))));
}
