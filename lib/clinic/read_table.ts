import { parquetReadObjects } from "hyparquet";
import { PARQUET } from "../host/parquet.ts";
import { numberOf } from "./columns_of.ts";

export type ReadTable = {
  readonly columns: Record<string, unknown[]>;
  readonly notes: string[];
};

export async function readParquet(bytes: Uint8Array): Promise<ReadTable> {
  const file = bytes.slice().buffer as ArrayBuffer;
  return { columns: fromRows(await parquetReadObjects({ file, ...PARQUET })), notes: [] };
}

/** The columns of a text: JSON, JSON lines, delimited, or lines with `loss: 0.2` in them. */
export function readText(text: string): ReadTable | undefined {
  const start = (text.trim().includes("\n") ? text : text.replaceAll("\r", "\n")).trimStart();
  const json = start[0] === "{" || start[0] === "[" ? fromJson(start) : undefined;
  if (json) return json;
  const head = start.slice(0, 20_000).split("\n").slice(0, 50);
  const printed =
    head.filter((line) => PAIR.test(line.replace(/['"]/g, ""))).length > head.length / 3;
  const delimiter = printed
    ? undefined
    : [",", "\t", ";", "|"].find((mark) => head[0].includes(mark));
  return printed ? fromPairs(start) : fromDelimited(start, delimiter ?? " ");
}

function fromJson(text: string): ReadTable | undefined {
  let bad = 0;
  const parsed = (line: string) => {
    try {
      return [JSON.parse(line.replace(/([:,[]\s*)(-?(?:NaN|Infinity))\b/g, '$1"$2"'))];
    } catch {
      bad++;
      return [];
    }
  };
  let whole: unknown[] = /^\s*[{[][^]*\n\s*\{/.test(text) && text[0] === "{" ? [] : parsed(text);
  if (whole.length === 0) whole = text.split("\n").filter((line) => line.trim()).flatMap(parsed);
  const given = whole.length === 1 ? whole[0] : whole;
  if (!Array.isArray(given)) {
    const lists = Object.entries(given ?? {}).filter(([, list]) => Array.isArray(list));
    // { log_history: [{ loss }, ...] } as transformers keeps it; { loss: [...] } as Keras does.
    const rows = lists.find(([, [one]]) => typeof one === "object" && one !== null);
    if (rows) return { columns: fromRows(rows[1]), notes: [] };
    return lists.length > 0 ? { columns: Object.fromEntries(lists), notes: [] } : undefined;
  }
  const rows = given.filter((row) => typeof row === "object" && row !== null);
  const notes = bad > 0 ? [`${bad} lines are no JSON and were left out.`] : [];
  return rows.length === 0 ? undefined : { columns: fromRows(rows), notes };
}

/** Rows by their keys as columns; null where a row has nothing. */
function fromRows(rows: readonly Record<string, unknown>[]): Record<string, unknown[]> {
  const columns = new Map<string, unknown[]>(); // an object has a constructor and more already
  rows.forEach((row, i) => {
    for (const [name, value] of Object.entries(row)) {
      if (!columns.has(name)) columns.set(name, new Array(rows.length).fill(null));
      columns.get(name)![i] = typeof value === "bigint" ? Number(value) : value;
    }
  });
  if (columns.size === 0) throw new RangeError("a table of nothing");
  return Object.fromEntries(columns);
}

/** Cells between marks; quoted ones may hold marks and line ends. */
function fromDelimited(text: string, delimiter: string): ReadTable | undefined {
  let names: string[] | undefined, odd = 0;
  let columns: unknown[][] = [];
  for (const cells of rowsOf(text, delimiter)) {
    if (!names) {
      const heads = cells.every((cell) => numberOf(cell) !== undefined);
      names = heads ? cells.map((_, i) => `column ${i + 1}`) : cells.map((cell) => cell.trim());
      columns = names.map(() => []);
      if (!heads) continue;
    }
    if (cells.length !== names.length) odd++;
    else {
      cells.forEach((given, i) => {
        const cell = delimiter === ";" ? given.replace(/^(-?\d+),(\d+)$/, "$1.$2") : given;
        columns[i].push(cell === "" ? null : numberOf(cell) ?? cell);
      });
    }
  }
  if (!names || columns[0].length === 0) return undefined;
  const other = `another number of cells than the ${names.length} of the first`;
  const notes = odd > 0 ? [`${odd} rows have ${other} and were left out.`] : [];
  return { columns: Object.fromEntries(names.map((name, i) => [name, columns[i]])), notes };
}

function* rowsOf(text: string, delimiter: string): Generator<string[]> {
  const begins = new RegExp(`(^|[${delimiter}\\n])[ \\t]*"`);
  for (let from = 0; from < text.length;) {
    let end = from - 1, quotes = 0;
    do {
      const start = end + 1;
      end = text.indexOf("\n", start);
      if (end < 0) end = text.length;
      quotes += text.slice(start, end).split('"').length - 1;
    } while (end < text.length && quotes % 2 === 1 && begins.test(text.slice(from, end)));
    let line = text.slice(from, end);
    from = end + 1;
    line = line.replace(/\r$/, "").replace(/^#\s*/, "");
    if (line.trim() === "") continue;
    if (delimiter === " ") yield line.trim().split(/\s+/);
    else if (!line.includes('"')) yield line.split(delimiter);
    else {
      const cell = new RegExp(`("(?:[^"]|"")*"|[^${delimiter}]*)[${delimiter}]`, "g");
      const cells = `${line}${delimiter}`.matchAll(cell);
      yield [...cells].map(([, cell]) => cell.replace(/^"|"$/g, "").replaceAll('""', '"'));
    }
  }
}

/** `loss: 0.2`, `loss=0.2`, `step 100`, as people print them. */
const PAIR =
  /([A-Za-z][\w@/.()-]*(?: [A-Za-z][\w@/()-]*)?)\s*[:=]\s*([-+]?(?:\d[\d.]*(?:e[-+]?\d+)?|nan|inf\w*)%?)/i;

function fromPairs(text: string): ReadTable | undefined {
  let epoch = {};
  // A progress bar writes over its line.
  const rows = text.split(/[\r\n]+/).map((line) => {
    const pairs = [...line.replace(/['"]/g, "").matchAll(new RegExp(PAIR, "gi"))]
      .map(([, name, value]) => [name.trim(), numberOf(value.replace("%", ""))]);
    const counts = [...line.matchAll(/\b(step|iter(?:ation)?|epoch)\s*\[?(\d+)/gi)]
      .map(([, name, count]) => [name.toLowerCase(), Number(count)]);
    const counted = Object.fromEntries(counts);
    if ("epoch" in counted) epoch = { epoch: counted.epoch };
    return pairs.length === 0 ? {} : { ...epoch, ...counted, ...Object.fromEntries(pairs) };
  }).filter((row) => Object.keys(row).length > 0);
  return rows.length === 0 ? undefined : { columns: fromRows(rows), notes: [] };
}
