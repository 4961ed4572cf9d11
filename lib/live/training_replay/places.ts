/** Letters that stand for 0 to 63; none of them means anything in JSON or HTML. */
const LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_";

const LARGEST = 64 ** 2 - 1;

/** Numbers between `-reach` and `reach` as text, two letters each, off by `reach / 4095` at the most. */
export function placesToText(numbers: readonly number[], reach: number): string {
  return numbers.map((number) => {
    const whole = Math.round((number / reach + 1) / 2 * LARGEST);
    return LETTERS[whole >> 6] + LETTERS[whole & 63];
  }).join("");
}

export function placesFromText(text: string, reach: number): number[] {
  return Array.from({ length: text.length / 2 }, (_, i) => {
    const whole = 64 * LETTERS.indexOf(text[2 * i]) + LETTERS.indexOf(text[2 * i + 1]);
    return (2 * whole / LARGEST - 1) * reach;
  });
}
