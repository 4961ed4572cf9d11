/// <reference lib="dom" />

/** Where the browser keeps nothing (a private window, say), this page at least remembers. */
const here = new Map<string, string>();

const PREFIX = "triplet-lab ";

/** What is kept under a name; undefined for nothing. */
export function keptText(name: string): string | undefined {
  try {
    return localStorage.getItem(PREFIX + name) ?? here.get(name);
  } catch {
    return here.get(name);
  }
}

/** Keeps a text under a name; undefined forgets it. */
export function keepText(name: string, text: string | undefined): void {
  if (text === undefined) here.delete(name);
  else here.set(name, text);
  try {
    if (text === undefined) localStorage.removeItem(PREFIX + name);
    else localStorage.setItem(PREFIX + name, text);
  } catch { /* then it is for this page only */ }
}
