import { takeLock, Taken } from "../workspace/lock.ts";

export function lockSetup(): Promise<Disposable> {
  return takeLock("setup", {
    wait: (owner) => console.error(`Waiting for the set-up by ${owner}.`),
  });
}

/** Says, until this process ends, that what set-up made is in use. */
export async function stayInUse(): Promise<void> {
  await takeLock("in-use", { shared: true, wait: () => {} });
}

/** Everything that set-up made, to be thrown away; or who uses it now. */
export function lockForRemoval(): Promise<Disposable | string> {
  return takeLock("in-use").catch((error) => {
    if (error instanceof Taken) return error.owner;
    throw error;
  });
}
