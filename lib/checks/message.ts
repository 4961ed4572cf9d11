/** Names a value's kind and size for an error message, without printing all of it. */
export function describe(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value.replace(/^(.{80}).+/s, "$1..."));
  if (typeof value === "bigint") return `${value}n`;
  if (typeof value === "function") return "a function";
  if (typeof value !== "object" || value === null) return String(value);
  if (Array.isArray(value)) return `an array of length ${value.length}`;
  if (ArrayBuffer.isView(value)) {
    const length = (value as { length?: number }).length;
    return length === undefined ? "a DataView" : `${value.constructor.name}(${length})`;
  }
  if (value instanceof Promise) return "a promise, which is to be awaited";
  const { shape, dtype } = value as { shape?: unknown; dtype?: unknown };
  if (Array.isArray(shape)) return `a tensor of shape [${shape.join(", ")}] and type ${dtype}`;
  return "an object";
}

/** The one form of every error message, with what to do about it. */
export function expected(name: string, wanted: string, got: string | number, hint = ""): string {
  return `${name}: expected ${wanted}, got ${got}${hint && `; ${hint}`}`;
}

/** Refuses a thing of another kind than is wanted. */
export function refuseKind(value: unknown, name: string, wanted: string, hint = ""): never {
  throw new TypeError(expected(name, wanted, describe(value), hint));
}

/** Refuses a thing of the right kind for its value, which is told in words or is a number. */
export function refuseValue(got: string | number, name: string, wanted: string, hint = ""): never {
  throw new RangeError(expected(name, wanted, got, hint));
}
