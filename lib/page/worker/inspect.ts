/** A line of a list or an object is at most so long. */
const WIDTH = 76;
/** So many entries of a list are written out. */
const MOST = 100;

/**
 * A value in words, as the Deno kernel writes it under a cell: numbers, texts, lists and objects of
 * them, on one line where they fit.
 *
 * @param value Any value.
 * @returns Text of one or several lines.
 *
 * @example
 * ```ts
 * import { inspect } from "#lib/page/worker/inspect.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(inspect(["5.00", -0, { of: 2 }]), '[ "5.00", -0, { of: 2 } ]');
 * ```
 */
export function inspect(value: unknown, seen: readonly unknown[] = []): string {
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value === "bigint") return `${value}n`;
  if (typeof value === "function") return `[Function: ${value.name || "(anonymous)"}]`;
  if (Object.is(value, -0)) return "-0";
  if (typeof value !== "object" || value === null) return String(value);
  if (seen.includes(value)) return "[Circular]";
  if (value instanceof Error) return value.stack || String(value);
  if (value instanceof Date) return value.toISOString();
  if (value instanceof RegExp || value instanceof Promise) return String(value);
  const inner = (part: unknown) => inspect(part, [...seen, value]);
  if (Array.isArray(value)) return listed("", value.slice(0, MOST).map(inner), value.length, "[]");
  if (ArrayBuffer.isView(value) && !(value instanceof DataView)) {
    const numbers = value as unknown as Float32Array;
    const head = `${value.constructor.name}(${numbers.length}) `;
    return listed(head, Array.from(numbers.slice(0, MOST), inner), numbers.length, "[]");
  }
  if (value instanceof Set) {
    return listed(`Set(${value.size}) `, [...value].slice(0, MOST).map(inner), value.size, "{}");
  }
  if (value instanceof Map) {
    const pairs = [...value].slice(0, MOST).map(([key, one]) => `${inner(key)} => ${inner(one)}`);
    return listed(`Map(${value.size}) `, pairs, value.size, "{}");
  }
  const { constructor } = value;
  const name = typeof constructor === "function" && constructor !== Object ? constructor.name : "";
  const entries = Object.entries(value);
  const parts = entries.slice(0, MOST).map(([key, part]) =>
    `${/^[\w$]+$/.test(key) ? key : JSON.stringify(key)}: ${inner(part)}`
  );
  return listed(name && `${name} `, parts, entries.length, "{}");
}

function listed(head: string, parts: string[], count: number, [open, close]: string): string {
  if (count === 0) return `${head}${open}${close}`;
  const all = count > parts.length ? [...parts, `... ${count - parts.length} more items`] : parts;
  const line = `${head}${open} ${all.join(", ")} ${close}`;
  if (line.length <= WIDTH && !line.includes("\n")) return line;
  return `${head}${open}\n${all.join(",\n").replace(/^/gm, "  ")}\n${close}`;
}
