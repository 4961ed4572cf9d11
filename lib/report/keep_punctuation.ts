const FORMULA = '<span class="katex">';
/** Not longer, as TeX, a formula of several parts fits any line as one. */
const SHORT = 16;

/** Keeps the punctuation after a formula on its line, unless the formula itself may be broken. */
export function keepPunctuation(html: string): string {
  let kept = "";
  let from = 0;
  for (let at = html.indexOf(FORMULA); at >= 0; at = html.indexOf(FORMULA, from)) {
    const end = endOfSpan(html, at);
    const drawn = html.slice(at, end), tex = /x-tex">(.*?)<\/annotation>/s.exec(drawn)?.[1];
    const whole = drawn.split('class="katex-base"').length === 2 ||
      (tex?.length ?? Infinity) <= SHORT;
    const [marks = ""] = whole ? /^[.,;:?!)’”]+/.exec(html.slice(end, end + 8)) ?? [] : [];
    const formula = drawn + marks;
    kept += html.slice(from, at) + (marks ? `<span class="unbroken">${formula}</span>` : formula);
    from = end + marks.length;
  }
  return kept + html.slice(from);
}

function endOfSpan(html: string, at: number): number {
  const tags = /<(\/?)span\b[^>]*>/g;
  tags.lastIndex = at;
  let depth = 0;
  for (let tag = tags.exec(html); tag; tag = tags.exec(html)) {
    depth += tag[1] ? -1 : 1;
    if (depth === 0) return tags.lastIndex;
  }
  return html.length;
}
