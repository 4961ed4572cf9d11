import type { BackendFacts } from "./report.ts";

export interface Readied extends Omit<BackendFacts, "backend" | "passedOver" | "selfCheckError"> {
  /** Why no GPU computes, where this backend could have used one. */
  notOnGpu?: { reason: string; mend?: string };
}
