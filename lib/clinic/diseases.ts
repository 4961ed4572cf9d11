import diseases from "./diseases.json" with { type: "json" };
import type { Finding, Sure } from "./types.ts";

/** Every disease by its id: what it is called, what else looks so, what cures it, where it is taught. */
export const DISEASES: Readonly<Record<string, Omit<Finding, "id" | "measured" | "sure">>> =
  diseases;

/** A finding of a disease: what was measured follows as a template, whose fractions get three digits. */
export const found =
  (id: string, sure: Sure) =>
  (pieces: TemplateStringsArray, ...values: (number | string | undefined)[]): Finding => {
    const short = (value: number | string | undefined) =>
      typeof value === "number" && !Number.isInteger(value) ? +value.toPrecision(3) : value;
    const measured = String.raw({ raw: pieces }, ...values.map(short));
    return { id, sure, measured, ...DISEASES[id] };
  };
