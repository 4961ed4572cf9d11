/**
 * A drawing above a caption: without its title and the names of inner groups, which a picture with a
 * description may not have; lines in steps of tenths, since points are most of a page's weight.
 */
export function figureSvg(svg: string): string {
  const box = /^(<svg [^>]*?)viewBox="0 -(\d+) ([\d.]+) ([\d.]+)"/.exec(svg);
  svg = svg.replace(/(<(?!svg\b)[^>]*?) aria-(?:label|description)="[^"]*"/g, "$1")
    .replace(/ (?:d|c?[xy]|[xy][12])="[^"]*"/g, (place) => {
      const rounded = place.replace(/\d+\.\d\d+/g, (number) => String(+(+number).toFixed(1)));
      return /^ d="(?:[ML]-?[\d.]+,-?[\d.]+Z?)+"$/.test(rounded) ? inSteps(rounded) : rounded;
    });
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

/** A line by the steps from each of its points to the next: half as many letters. */
function inSteps(line: string): string {
  let [x, y, beginX, beginY] = [0, 0, 0, 0];
  const step = (tenths: number) => String(tenths / 10).replace(/^(-?)0\./, "$1.");
  return line.replace(/([ML])([-\d.]+),([-\d.]+)(Z?)/g, (_, letter, across, down, closed) => {
    const [toX, toY] = [Math.round(10 * across), Math.round(10 * down)];
    const words = `${letter.toLowerCase()}${step(toX - x)},${step(toY - y)}${closed}`;
    if (letter === "M") [beginX, beginY] = [toX, toY];
    [x, y] = closed ? [beginX, beginY] : [toX, toY];
    return words;
  });
}
