/** The link to a page beside this one (empty: this one) or to its place, whatever their names. */
export function pageLink(file: string, place?: string): string {
  return encodeURIComponent(file) + (place === undefined ? "" : `#${encodeURIComponent(place)}`);
}
