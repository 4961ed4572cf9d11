import diseases from "./diseases.json" with { type: "json" };
import type { Finding, Sure } from "./types.ts";

/** Every disease by its id: what it is called, what else looks so, what cures it, where it is taught. */
export const DISEASES: Readonly<Record<string, Omit<Finding, "id" | "measured" | "sure">>> =
  diseases;

/** A finding as a template: the disease's id, and what was measured, fractions in three digits. */
const finding =
  (sure: Sure) =>
  (pieces: TemplateStringsArray, ...values: (number | string | undefined)[]): Finding => {
    const said = values.map((value) =>
      typeof value === "number" && !Number.isInteger(value) ? +value.toPrecision(3) : value
    );
    const [, id, measured] = /^(\S+): (.*)$/s.exec(String.raw({ raw: pieces }, ...said))!;
    return { id, sure, measured, ...DISEASES[id] };
  };

export const certain = finding("certain");
export const likely = finding("likely");
export const possible = finding("possible");
