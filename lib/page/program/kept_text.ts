/// <reference lib="dom" />

/** Whether the browser keeps anything for this page. */
export function keepsText(): boolean {
  try {
    localStorage.setItem("triplet-lab:test", "1");
    localStorage.removeItem("triplet-lab:test");
    return true;
  } catch {
    return false;
  }
}

/** Where one cell's text is kept. */
const place = (lesson: string, key: string) => `triplet-lab:cell:${lesson}:${key}`;

/** What was typed into a cell at another time; undefined for nothing. */
export function keptText(lesson: string, key: string): string | undefined {
  try {
    return localStorage.getItem(place(lesson, key)) ?? undefined;
  } catch {
    return undefined;
  }
}

/** Keeps what was typed into a cell, or forgets it; false where the browser refuses. */
export function keepText(lesson: string, key: string, text: string | undefined): boolean {
  try {
    if (text === undefined) localStorage.removeItem(place(lesson, key));
    else localStorage.setItem(place(lesson, key), text);
    return true;
  } catch {
    return text === undefined;
  }
}
