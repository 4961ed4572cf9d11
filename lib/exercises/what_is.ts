/** What a value is, in words that stand after "got": `an array of 3`, `the text "3"`. */
export function whatIs(value: unknown): string {
  if (value === undefined || value === null) return "nothing";
  if (typeof value === "number") {
    return Number.isNaN(value) ? "NaN, which is no number" : `${value}`;
  }
  if (typeof value === "string") return `the text "${value.slice(0, 40)}"`;
  if (typeof value === "boolean") return `${value}`;
  if (Array.isArray(value)) {
    const odd = value.find((one) => typeof one !== "number" || !Number.isFinite(one));
    const rows = value.length > 0 && value.every(Array.isArray);
    if (rows) return `an array of ${value.length} arrays of ${lengths(value)}`;
    return `an array of ${value.length}${
      odd === undefined || Array.isArray(odd) ? "" : ` with ${whatIs(odd)} in it`
    }`;
  }
  if (typeof value === "function") return "a function";
  if (ArrayBuffer.isView(value)) return `a ${value.constructor.name}, which is no plain array`;
  if (isPromise(value)) return "a promise, which is no value yet: leave `async` out";
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}

const lengths = (rows: readonly unknown[][]) =>
  [...new Set(rows.map(({ length }) => length))].join(" or ");

const isPromise = (value: object) => typeof (value as Promise<unknown>).then === "function";
