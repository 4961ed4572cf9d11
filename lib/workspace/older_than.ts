export function olderThan(a: string, b: string): boolean {
  return a.localeCompare(b, "en", { numeric: true }) < 0;
}
