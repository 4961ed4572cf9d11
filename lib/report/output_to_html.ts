import { FIGURE_DATA } from "../workspace/mime_types.ts";
import { joined, type Output } from "../notebooks/notebook.ts";
import { escapeHtml } from "../workspace/escape_html.ts";
import { figureSvg, onlyDraws } from "./figure_svg.ts";

/** A table as notebooks carry it beside its HTML. */
interface TableResource {
  schema: { fields: { name: string }[] };
  data: Record<string, unknown>[];
}

/** What a figure is called on its page. */
export interface FigureLabel {
  /** Where links to it go. */
  id: string;
  /** `2.3`. */
  number: string;
}

/** How outputs are shown. */
export interface OutputOptions {
  /** The number of the output, when it is a figure that has one. */
  label?: FigureLabel;
  /** Makes a figure answer the hand: gets the output's data and its drawing. */
  live?: (data: Record<string, unknown>, svg: string) => string | undefined;
}

/**
 * What a cell left, as HTML. Text is escaped; the project's own figures stand in the page as they
 * are, any other picture as an image, in which no script can run.
 *
 * @param output One output of a cell.
 * @param options A figure's number, and how it comes alive.
 * @returns HTML.
 */
export function outputToHtml(output: Output, { label, live }: OutputOptions = {}): string {
  if (output.output_type === "error") {
    const text = output.traceback?.join("\n") || `${output.ename}: ${output.evalue}`;
    return `<pre class="output error">${escapeHtml(text)}</pre>`;
  }
  if (output.output_type === "stream") {
    return `<pre class="output">${escapeHtml(joined(output.text))}</pre>`;
  }
  const data = output.data ?? {};
  const svg = data["image/svg+xml"] as string | string[] | undefined;
  if (svg !== undefined) {
    const source = joined(svg).trim();
    if (FIGURE_DATA in data && onlyDraws(source)) {
      const plain = figureSvg(source);
      const answering = live?.(data, source);
      return figure(answering ?? drawing(plain, widthOf(plain)), data, label);
    }
    return figure(image(`image/svg+xml;utf8,${encodeURIComponent(source)}`, data), data, label);
  }
  if (data["image/png"]) {
    const source = `image/png;base64,${joined(data["image/png"] as string).replace(/\s/g, "")}`;
    return figure(image(source, data), data, label);
  }
  const table = data["application/vnd.dataresource+json"] as TableResource | undefined;
  if (table) return tableToHtml(table);
  const text = joined((data["text/plain"] ?? data["text/html"] ?? "") as string);
  if (!text || text === "undefined") return "";
  return /^[✓✗…] /.test(text)
    ? checksToHtml(text)
    : `<pre class="output">${escapeHtml(text)}</pre>`;
}

function figure(picture: string, data: Record<string, unknown>, label?: FigureLabel): string {
  const { title, alt } = (data[FIGURE_DATA] ?? {}) as { title?: string; alt?: string };
  const name = label
    ? `<a class="number" href="#${escapeHtml(label.id)}">Figure ${label.number}</a> `
    : "";
  const words = alt
    ? `<details class="words"><summary>In words</summary><p>${escapeHtml(alt)}</p></details>`
    : "";
  const caption = name || title || words
    ? `<figcaption><p>${name}${escapeHtml(title ?? "")}</p>${words}</figcaption>`
    : "";
  return `<figure${label ? ` id="${escapeHtml(label.id)}"` : ""}>${picture}${caption}</figure>`;
}

/** A drawing too wide for a phone may be scrolled there; a smaller one fits. */
function drawing(picture: string, width: number): string {
  return `<div class="drawing${width > WIDE ? " wide" : ""}">${picture}</div>`;
}

const WIDE = 540;

function widthOf(svg: string): number {
  return Number(/^<svg [^>]*?\bwidth="([\d.]+)"/.exec(svg)?.[1] ?? WIDE);
}

function image(source: string, data: Record<string, unknown>): string {
  const alt = joined((data["text/plain"] ?? "a picture") as string);
  return drawing(`<img src="data:${escapeHtml(source)}" alt="${escapeHtml(alt)}">`, WIDE);
}

/** Lines of checks, each with its mark; a line without one belongs to the line before. */
function checksToHtml(text: string): string {
  const kinds: Record<string, string> = { "✓": "right", "✗": "wrong", "…": "open" };
  const lines = text.split(/\n(?=[✓✗…] )/).map((line) => {
    const [mark] = line;
    return `<li class="${kinds[mark]}"><span class="mark">${mark}</span> ${
      escapeHtml(line.slice(2))
    }</li>`;
  });
  return `<ul class="checks">${lines.join("")}</ul>`;
}

/** A table of records as HTML; numbers stand to the right. */
export function tableToHtml({ schema, data }: TableResource): string {
  const names = schema.fields.map(({ name }) => name);
  const isNumber = (value: unknown) => typeof value === "number" || typeof value === "bigint";
  const numbers = new Set(names.filter((name) => data.some((row) => isNumber(row[name]))));
  const side = (name: string) => numbers.has(name) ? ' class="number"' : "";
  const head = names.map((name) => `<th scope="col"${side(name)}>${escapeHtml(name)}</th>`).join(
    "",
  );
  const rows = data.map((row) =>
    `<tr>${
      names.map((name) =>
        `<td${isNumber(row[name]) ? ' class="number"' : ""}>${
          escapeHtml(String(row[name] ?? ""))
        }</td>`
      ).join("")
    }</tr>`
  );
  return `<div class="scroll"><table><thead><tr>${head}</tr></thead><tbody>${
    rows.join("\n")
  }</tbody></table></div>`;
}
