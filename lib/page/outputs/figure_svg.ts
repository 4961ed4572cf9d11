/**
 * A figure's drawing as it stands above a caption: without the title that it draws for notebooks,
 * where there is no caption, without that title's room, and without the names of its inner groups,
 * which a picture with a description of its own may not have; its places to a tenth of a pixel, since
 * a thousand points are most of a page's weight. Unchanged where it has no title line.
 */
export function figureSvg(svg: string): string {
  const box = /^(<svg [^>]*?)viewBox="0 -(\d+) ([\d.]+) ([\d.]+)"/.exec(svg);
  svg = svg.replace(/(<(?!svg\b)[^>]*?) aria-(?:label|description)="[^"]*"/g, "$1")
    .replace(
      / (?:d|c?[xy]|[xy][12])="[^"]*"/g,
      (place) => place.replace(/\d+\.\d\d+/g, (number) => String(+(+number).toFixed(1))),
    );
  const title = /<text x="12" y="-10"[^>]*>[^<]*<\/text>/;
  if (!box || !title.test(svg)) return svg;
  const [, , room, width, height] = box;
  const less = Number(height) - Number(room);
  return svg
    .replace(title, "")
    .replace(
      /^<svg [^>]*>/,
      (tag) =>
        tag.replace(/viewBox="[^"]*"/, `viewBox="0 0 ${width} ${less}"`)
          .replace(/ height="[\d.]+"/, ` height="${less}"`),
    );
}
