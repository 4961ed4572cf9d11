/** A number as people type it: with a decimal comma, with commas between thousands, with a printed minus. */
export function typedNumber(text: string): string {
  const typed = text.trim().replace("−", "-");
  return typed.replace(/,/g, /^-?[1-9]\d{0,2}(,\d{3})+$/.test(typed) ? "" : ".");
}
