/** What a value is, in words that stand after "got": `an array of 3`, `the text "3"`. */
export function whatIs(value: unknown): string {
  if (value === undefined || value === null) return "nothing";
  if (Number.isNaN(value)) return "NaN, which is no number";
  if (typeof value === "number" || typeof value === "boolean") return `${value}`;
  if (typeof value === "string") return `the text "${value.slice(0, 40)}"`;
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
  if (typeof value !== "object") return `a ${typeof value}`;
  if (Object.getPrototypeOf(value) !== Object.prototype) return "an object";
  const parts = Object.entries(value).map(([name, one]) =>
    `${name}: ${one && typeof one === "object" ? "an object" : whatIs(one)}`
  );
  return `an object with ${parts.slice(0, 4).join(", ") || "nothing in it"}`;
}

const lengths = (rows: readonly unknown[][]) =>
  [...new Set(rows.map(({ length }) => length))].join(" or ");

const isPromise = (value: object) => typeof (value as Promise<unknown>).then === "function";
