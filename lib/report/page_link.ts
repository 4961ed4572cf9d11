/**
 * The link to a page beside this one (empty for this page), or to a place of it: names may hold `#`, `%`
 * and spaces, which mean something else in a link.
 */
export function pageLink(file: string, place?: string): string {
  return encodeURIComponent(file) + (place === undefined ? "" : `#${encodeURIComponent(place)}`);
}
