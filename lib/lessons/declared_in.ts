import type { ParameterValue } from "./parameter_value.ts";

export interface DeclaredIn {
  /** The lesson that it names; 0 for none. */
  lesson: number;
  /** Their values, and where these stand in the text. */
  parameters: Record<string, { value: ParameterValue; from: number; to: number }>;
}

const CALL = /\bparameters\(\s*\{([\s\S]*?)\}\s*(?:,\s*\{\s*lesson: (\d+)\s*\}\s*,?\s*)?\)/d;
const ENTRY =
  /\s*(?:"([^"]+)"|([A-Za-z_$][\w$]*))\s*:\s*("[^"\\]*"|true|false|-?[\d._]+(?:e[+-]?\d+)?)\s*(?:,|$)/dgi;

/** What a cell declares, without running it: `parameters({ margin: 2 }, { lesson: 1 })`. */
export function declaredIn(source: string): DeclaredIn {
  const blank = (comment: string) => " ".repeat(comment.length);
  const call = CALL.exec(source.replace(/\/\*[\s\S]*?\*\/|(?<!:)\/\/.*$/gm, blank));
  if (!call) {
    throw new TypeError("parameters: expected parameters({ name: literal, ... }), got other code");
  }
  const { 1: body, 2: lesson = "0", indices } = call;
  const [start] = indices![1]!;
  const parameters: DeclaredIn["parameters"] = {};
  let rest = body;
  for (const entry of body.matchAll(ENTRY)) {
    const [all, quoted, bare, literal] = entry;
    const [from, to] = entry.indices![3]!;
    const plain = /^["tf]/.test(literal) ? literal : `${Number(literal.replaceAll("_", ""))}`;
    const value = JSON.parse(plain);
    parameters[quoted ?? bare] = { value, from: start + from, to: start + to };
    rest = rest.replace(all, "");
  }
  if (rest.trim() !== "") {
    throw new TypeError(`parameters: expected literals only, got ${rest.trim()}`);
  }
  return { lesson: Number(lesson), parameters };
}
