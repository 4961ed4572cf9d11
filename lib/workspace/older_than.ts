/** Whether version `a` is older than version `b`, number by number. */
export function olderThan(a: string, b: string): boolean {
  return a.localeCompare(b, "en", { numeric: true }) < 0;
}
