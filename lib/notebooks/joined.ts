/** Text that a notebook may hold whole or in lines. */
export function joined(text: string | string[] | undefined): string {
  return [text ?? []].flat().join("");
}
