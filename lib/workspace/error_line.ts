/** Of what a program printed, the first line that names an error, or else the last that says anything. */
export function errorLine(text: string): string {
  const lines = text.split("\n").map((line) => line.trim()).filter((line) => line);
  const line = lines.find((line) => /\b(fatal )?error\b:?/i.test(line)) ?? lines.at(-1) ?? "";
  return line.slice(0, 240);
}
