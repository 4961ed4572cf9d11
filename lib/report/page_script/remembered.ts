/// <reference lib="dom" />

/** What the reader chose in another page or at another time; null where the browser keeps nothing. */
export function remembered(name: string): string | null {
  try {
    return localStorage.getItem(`triplet-lab ${name}`);
  } catch {
    return null;
  }
}

/** Keeps a choice for all pages. */
export function remember(name: string, value: string): void {
  try {
    localStorage.setItem(`triplet-lab ${name}`, value);
  } catch { /* then it is for this page only */ }
}
