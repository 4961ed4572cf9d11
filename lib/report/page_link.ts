/**
 * The link to a page beside this one, or to a place of it: names may hold `#`, `%` and spaces, which
 * mean something else in a link.
 *
 * @example
 * ```ts
 * import { pageLink } from "#lib/report/page_link.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(pageLink("a #1.html", "figure-b"), "a%20%231.html#figure-b");
 * ```
 */
export function pageLink(file: string, place?: string): string {
  return encodeURIComponent(file) + (place === undefined ? "" : `#${encodeURIComponent(place)}`);
}
