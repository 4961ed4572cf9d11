/** The page of each named place of a PDF by Chromium, which lists destinations in plain text. */
export function pageNumbers(pdf: string): Map<string, number> {
  const pages = new Map<string, number>();
  for (const [, kids] of pdf.matchAll(/\/Type \/Pages\b[^>]*?\/Kids \[([^\]]*)\]/g)) {
    for (const [, object] of kids.matchAll(/(\d+) 0 R/g)) {
      if (pdf.includes(`\n${object} 0 obj\n<</Type /Page\n`)) pages.set(object, pages.size + 1);
    }
  }
  const numbers = new Map<string, number>();
  const list = /\/Dests (\d+) 0 R/.exec(pdf)?.[1];
  const at = list === undefined ? -1 : pdf.indexOf(`\n${list} 0 obj`);
  if (at < 0) return numbers;
  const names = pdf.slice(at, pdf.indexOf("endobj", at));
  for (const [, name, object] of names.matchAll(/\/([^\s[\]/<>]+) \[(\d+) 0 R \/XYZ/g)) {
    const number = pages.get(object);
    if (number !== undefined) numbers.set(name, number);
  }
  return numbers;
}
