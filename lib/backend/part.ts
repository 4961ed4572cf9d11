import type { BackendFacts } from "./report.ts";

/** What a backend tells about itself once it is registered and current. */
export interface Readied extends Omit<BackendFacts, "backend" | "passedOver" | "selfCheckError"> {
  /** Why no GPU computes, where this backend could have used one. */
  notOnGpu?: { reason: string; mend?: string };
}
