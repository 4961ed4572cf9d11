/**
 * A figure's drawing as it stands above a caption: without the title that it draws for notebooks,
 * where there is no caption, without that title's room, and without the names of its inner groups,
 * which a picture with a description of its own may not have.
 *
 * @param svg The drawing.
 * @returns The drawing without its title line; unchanged when it has none.
 */
export function figureSvg(svg: string): string {
  const box = /^(<svg [^>]*?)viewBox="0 -(\d+) ([\d.]+) ([\d.]+)"/.exec(svg);
  svg = svg.replace(/(<(?!svg\b)[^>]*?) aria-(?:label|description)="[^"]*"/g, "$1");
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

/**
 * Whether a drawing can stand in a page: it holds no script, no handler, nothing from elsewhere.
 *
 * @param svg The drawing.
 * @returns True when it only draws.
 */
export function onlyDraws(svg: string): boolean {
  return /^<svg[\s>]/.test(svg) &&
    !/<(?:script|foreignObject|iframe|object|embed|animate|set|use)\b/i.test(
      svg.replace(/<use [^>]*href="#/gi, "<u "),
    ) &&
    !/<[^>]*\son[a-z]+\s*=/i.test(svg) &&
    !/<[^>]*(?:href|src)\s*=\s*["']?\s*(?!["']?(?:#|data:image\/))[^"'\s>]/i.test(svg) &&
    !/url\(\s*["']?(?!#)/i.test(svg) && !/@import/i.test(svg);
}
