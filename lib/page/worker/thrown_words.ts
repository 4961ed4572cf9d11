/** What was thrown, in words and with the line of a module where it has one: a cell may throw anything. */
export function thrownWords(
  thrown: unknown,
  address = "",
): { name: string; message: string; line?: number } {
  try {
    const error = thrown instanceof Error ? thrown : new Error(String(thrown));
    const [name, message, stack] = [error.name, error.message, error.stack].map(String);
    const line = address && Number(stack.split(address)[1]?.match(/^:(\d+)/)?.[1]);
    return { name, message, ...(line && { line }) };
  } catch {
    return { name: "Error", message: "what was thrown has no words" };
  }
}
