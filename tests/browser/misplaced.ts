/**
 * What a reader of a page's figures misses, a line each, as an expression for `look`: a text that is
 * seen smaller than at 10 px, one that reaches beyond its drawing or the screen, two names, or two numbers
 * of an axis, that lie over each other, and a drawing that is wider than its place.
 */
export const MISPLACED = `(() => {
  const wide = document.documentElement.clientWidth;
  const over = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 3 &&
    Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 7;
  const figures = [...document.querySelectorAll("figure")];
  return (figures.length > 0 ? figures : [document.body]).flatMap((figure, nth) => {
    const name = figure.querySelector("figcaption .number")?.textContent ?? figure.ariaLabel ?? "figure " + nth;
    const scrolls = [...figure.querySelectorAll(".drawing")]
      .filter((box) => box.scrollWidth > box.clientWidth + 1)
      .map((box) => "a drawing " + box.scrollWidth + " px wide in " + box.clientWidth);
    const seen = [...figure.querySelectorAll("svg text, .live-figure :is(label, button, p)")]
      .map((text) => ({ text, box: text.getBoundingClientRect() }))
      .filter(({ text, box }) => box.width > 0 && text.checkVisibility() && text.textContent.trim() &&
        !text.closest(".live-hidden, .live-skip"));
    const odd = seen.flatMap(({ text, box }) => {
      const svg = text.ownerSVGElement, page = svg?.getBoundingClientRect();
      const scale = svg ? page.width / svg.viewBox.baseVal.width : 1;
      const size = parseFloat(getComputedStyle(text).fontSize) * scale;
      const [left, right] = svg ? [page.left, Math.min(wide, page.right)] : [0, wide];
      const inside = box.left >= left - 1 && box.right <= right + 1;
      return size > 9.99 && inside ? [] : [text.textContent + ", " + size + " px, inside " + inside];
    });
    const drawn = seen.filter(({ text }) => text.ownerSVGElement);
    const axis = ({ text }) => text.closest("[aria-label*=axis]") !== null;
    const covered = drawn.flatMap((a, i) => drawn.slice(i + 1)
      .filter((b) => a.text.ownerSVGElement === b.text.ownerSVGElement && over(a.box, b.box) &&
        axis(a) === axis(b) &&
        a.text.textContent !== b.text.textContent)
      .map((b) => a.text.textContent + " over " + b.text.textContent));
    return [...scrolls, ...odd, ...covered].map((line) => name + ": " + line);
  });
})()`;
