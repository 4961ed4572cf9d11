/** A colour mixed with white paper; opaque, so that what lies over each other does not darken. */
export function tint(color: string, share: number): string {
  const mixed = [1, 3, 5].map((i) => {
    const level = parseInt(color.slice(i, i + 2), 16);
    return Math.round(255 - share * (255 - level)).toString(16).padStart(2, "0");
  });
  return `#${mixed.join("")}`;
}
