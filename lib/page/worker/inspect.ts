/** The longest line of a list or an object, and so many entries are written out. */
const WIDTH = 76, MOST = 100;

/** A value in words, as the Deno kernel writes it under a cell, on one line where it fits. */
export function inspect(value: unknown, seen: readonly unknown[] = []): string {
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value === "bigint") return `${value}n`;
  if (typeof value === "function") {
    return `[Function${value.name && ": "}${value.name || " (anonymous)"}]`;
  }
  if (Object.is(value, -0)) return "-0";
  if (typeof value !== "object" || value === null) return String(value);
  if (seen.includes(value)) return "[Circular]";
  if (value instanceof Date) return isNaN(+value) ? String(value) : value.toISOString();
  if ([Error, RegExp, Promise].some((kind) => value instanceof kind)) return String(value);
  const inner = (part: unknown) => inspect(part, [...seen, value]);
  if (Array.isArray(value)) return listed("", value, inner, "[]");
  if (ArrayBuffer.isView(value) && !(value instanceof DataView)) {
    const numbers = value as unknown as Float32Array;
    return listed(`${value.constructor.name}(${numbers.length}) `, [...numbers], inner, "[]");
  }
  if (value instanceof Set) return listed(`Set(${value.size}) `, [...value], inner, "{}");
  if (value instanceof Map) {
    const pair = ([key, one]: [unknown, unknown]) => `${inner(key)} => ${inner(one)}`;
    return listed(`Map(${value.size}) `, [...value], pair, "{}");
  }
  const { constructor } = value;
  const name = typeof constructor === "function" && constructor !== Object ? constructor.name : "";
  const entry = ([key, part]: [string, unknown]) =>
    `${/^[\w$]+$/.test(key) ? key : JSON.stringify(key)}: ${inner(part)}`;
  return listed(name && `${name} `, Object.entries(value), entry, "{}");
}

function listed<Part>(
  head: string,
  whole: readonly Part[],
  words: (part: Part) => string,
  [open, close]: string,
): string {
  if (whole.length === 0) return `${head}${open}${close}`;
  const all = whole.slice(0, MOST).map(words);
  if (whole.length > MOST) all.push(`... ${whole.length - MOST} more items`);
  const line = `${head}${open} ${all.join(", ")} ${close}`;
  if (line.length <= WIDTH && !line.includes("\n")) return line;
  return `${head}${open}\n${all.join(",\n").replace(/^/gm, "  ")}\n${close}`;
}
