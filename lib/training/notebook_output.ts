/** Somewhere a line of text can be shown and changed. */
export interface ProgressOutput {
  /** Shows the line in place of the one before; `last` tells that no other follows. */
  show(line: string, last: boolean): void | Promise<void>;
  /** The shortest time between two lines, in milliseconds. */
  interval: number;
  /** What computes, in words, where a line shall say so with the time of a step. */
  device?(): string;
}

/** What is used of a notebook's kernel. */
export interface NotebookKernel {
  broadcast(type: string, content: Record<string, unknown>): Promise<void>;
  device?(): string;
  /** Whether the reader wants the training to stop, where that can be asked; who asks has heard it. */
  takeStop?(): boolean;
}

export function notebookKernel(): NotebookKernel | undefined {
  try {
    // Outside a notebook, Deno throws as soon as the property is read.
    return (globalThis as { Deno?: { jupyter?: NotebookKernel } }).Deno?.jupyter;
  } catch {
    return undefined;
  }
}

let displays = 0;

/** A display of its own below the cell, whose line is replaced at each call. */
export function notebookOutput(kernel: NotebookKernel): ProgressOutput {
  const transient = { display_id: `training-${++displays}` };
  let type = "display_data";
  return {
    interval: 100,
    ...(kernel.device && { device: () => kernel.device!() }),
    async show(line) {
      const message = { data: { "text/plain": line }, metadata: {}, transient };
      const sent = kernel.broadcast(type, message);
      type = "update_display_data";
      await sent;
      // A step may end without a turn of the event loop, and ■ is heard in one only.
      await new Promise((turn) => setTimeout(turn));
    },
  };
}
