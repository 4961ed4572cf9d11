/** At most so long, in milliseconds, a training computes without hearing what the page says. */
const EVERY = 50;
/** A training that tells its steps ends by itself when it is asked to; anything else after so long. */
const PATIENCE = 400;

let last = 0;
let asked: number | undefined;
let taken = false; // and what stopped one training of a cell stops those that follow in it

export class Interrupted extends Error {
  override name = "Interrupted";
}

/** The reader wants the running cell to end; `false`: a new one begins. */
export function askToStop(stop: boolean): void {
  asked = stop ? performance.now() : undefined;
  taken = false;
}

export function takeStop(): boolean {
  taken ||= asked !== undefined;
  asked = undefined;
  return taken;
}

export async function pause(): Promise<void> {
  const { port1, port2 } = new MessageChannel();
  await new Promise((heard) => {
    port1.onmessage = heard;
    port2.postMessage(0);
  });
  port1.close();
  last = performance.now();
}

/** Lets the page's messages in where that was long ago, and ends a cell that was interrupted, where no training took it. */
export async function breathe(): Promise<void> {
  if (performance.now() - last > EVERY) await pause();
  if (asked === undefined || performance.now() - asked < PATIENCE) return;
  asked = undefined;
  throw new Interrupted("the cell was interrupted");
}
