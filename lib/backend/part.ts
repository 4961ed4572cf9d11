/**
 * What each backend's file offers to `useBackend`: one function that readies it or says why not.
 */
import type { BackendFacts } from "./report.ts";
import type { BackendName } from "./names.ts";

/** What a backend tells about itself once it is registered and current. */
export interface Readied extends Omit<BackendFacts, "backend" | "passedOver" | "selfCheckError"> {
  /** Why no GPU computes, where this backend could have used one. */
  notOnGpu?: { reason: string; mend?: string };
}

/** One backend. */
export interface BackendPart {
  /** Its name in TensorFlow.js and here. */
  readonly name: BackendName;
  /** Registers the backend and makes it current. Throws `BackendProblem` when it cannot. */
  ready(): Promise<Readied>;
}
