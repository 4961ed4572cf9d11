/// <reference lib="dom" />

const PREFIX = "triplet-lab ";

/** Where the browser keeps nothing (a private window, say), this page at least remembers. */
const here: Record<string, string> = {};

function kept(): Record<string, string> {
  try {
    return { ...localStorage, ...here };
  } catch {
    return here;
  }
}

export const keptText = (name: string): string | undefined => kept()[PREFIX + name];

/** What is kept as JSON under a name; undefined for nothing, and for what cannot be read. */
export function keptValue<Value>(name: string): Value | undefined {
  try {
    return JSON.parse(keptText(name) ?? "null") ?? undefined;
  } catch {
    return undefined;
  }
}

export const keptNames = (): string[] =>
  Object.keys(kept()).flatMap((key) => key.startsWith(PREFIX) ? key.slice(PREFIX.length) : []);

/** Keeps a text under a name, or forgets it where it is undefined; whether the browser kept it. */
export function keepText(name: string, text: string | undefined): boolean {
  const key = PREFIX + name;
  delete here[key];
  try {
    if (text === undefined) localStorage.removeItem(key);
    else localStorage.setItem(key, text);
    return true;
  } catch {
    if (text !== undefined) here[key] = text;
    return false;
  }
}
