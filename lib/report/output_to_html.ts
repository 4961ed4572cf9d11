import { FIGURE_DATA } from "../mime_types.ts";
import { joined, type Output } from "../notebooks/notebook.ts";
import { escapeHtml } from "./escape_html.ts";

/** A table as notebooks carry it beside its HTML. */
interface TableResource {
  schema: { fields: { name: string }[] };
  data: Record<string, unknown>[];
}

/**
 * What a cell left, as HTML. Text is escaped; the project's own figures stand in the page as they
 * are, any other picture as an image, in which no script can run.
 *
 * @param output One output of a cell.
 * @returns HTML.
 */
export function outputToHtml(output: Output): string {
  if (output.output_type === "error") {
    const text = output.traceback?.join("\n") || `${output.ename}: ${output.evalue}`;
    return `<pre class="output error">${escapeHtml(text)}</pre>`;
  }
  if (output.output_type === "stream") {
    return `<pre class="output">${escapeHtml(joined(output.text))}</pre>`;
  }
  const data = output.data ?? {};
  const svg = data["image/svg+xml"];
  if (svg !== undefined) {
    const drawing = joined(svg as string);
    if (FIGURE_DATA in data) return `<figure>${drawing}</figure>`;
    return image(`image/svg+xml;utf8,${encodeURIComponent(drawing)}`, data);
  }
  if (data["image/png"]) {
    return image(`image/png;base64,${joined(data["image/png"] as string)}`, data);
  }
  const table = data["application/vnd.dataresource+json"] as TableResource | undefined;
  if (table) return tableToHtml(table);
  const text = joined((data["text/plain"] ?? data["text/html"] ?? "") as string);
  return text && text !== "undefined" ? `<pre class="output">${escapeHtml(text)}</pre>` : "";
}

function image(source: string, data: Record<string, unknown>): string {
  const alt = joined((data["text/plain"] ?? "a picture") as string);
  return `<figure><img src="data:${escapeHtml(source)}" alt="${escapeHtml(alt)}"></figure>`;
}

function tableToHtml({ schema, data }: TableResource): string {
  const names = schema.fields.map(({ name }) => name);
  const cell = (value: unknown) =>
    typeof value === "number"
      ? `<td class="number">${escapeHtml(String(value))}</td>`
      : `<td>${escapeHtml(String(value ?? ""))}</td>`;
  const head = names.map((name) => `<th>${escapeHtml(name)}</th>`).join("");
  const rows = data.map((row) => `<tr>${names.map((name) => cell(row[name])).join("")}</tr>`);
  return `<table><thead><tr>${head}</tr></thead><tbody>${rows.join("")}</tbody></table>`;
}
