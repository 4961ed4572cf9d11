/// <reference lib="dom" />

const PREFIX = "triplet-lab ";

/** Where the browser keeps nothing (a private window, say), this page at least remembers. */
const here = new Map<string, string>();

export function keptText(name: string): string | undefined {
  try {
    return here.get(name) ?? localStorage.getItem(PREFIX + name) ?? undefined;
  } catch {
    return here.get(name);
  }
}

/** What is kept as JSON under a name; undefined for nothing, and for what cannot be read. */
export function keptValue<Value>(name: string): Value | undefined {
  try {
    return JSON.parse(keptText(name) ?? "null") ?? undefined;
  } catch {
    return undefined;
  }
}

export function keptNames(): string[] {
  let names: string[] = [];
  try {
    names = Object.keys(localStorage).filter((name) => name.startsWith(PREFIX))
      .map((name) => name.slice(PREFIX.length));
  } catch { /* this page alone remembers */ }
  return [...new Set([...names, ...here.keys()])];
}

/** Keeps a text under a name, or forgets it where it is undefined; whether the browser kept it. */
export function keepText(name: string, text: string | undefined): boolean {
  here.delete(name);
  try {
    if (text === undefined) localStorage.removeItem(PREFIX + name);
    else localStorage.setItem(PREFIX + name, text);
    return true;
  } catch {
    if (text !== undefined) here.set(name, text);
    return false;
  }
}
