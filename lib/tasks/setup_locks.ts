import { refuse } from "./options.ts";
import { takeLock } from "../workspace/lock.ts";

export function lockSetup(): Promise<Disposable> {
  return takeLock("setup", (owner) => console.error(`Waiting for the set-up by ${owner}.`));
}

/** Says, until this process ends, that what set-up made is in use. */
export async function stayInUse(): Promise<void> {
  await takeLock("in-use", () => {}, { shared: true });
}

/** Everything that set-up made, to be thrown away; leaves with a sentence where it is in use. */
export function lockForRemoval(): Promise<Disposable> {
  return takeLock(
    "in-use",
    (owner) =>
      refuse(`fresh: expected that nothing else is at work here, got ${owner}; wait for it.`),
  );
}
