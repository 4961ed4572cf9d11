import type { ProgressOutput } from "./progress_line.ts";

/** The part of the notebook kernel's interface that is used here. */
export interface NotebookKernel {
  broadcast(type: string, content: Record<string, unknown>): Promise<void>;
}

/** The kernel of the notebook that this code runs in, if it does. */
export function notebookKernel(): NotebookKernel | undefined {
  try {
    // Outside a notebook, Deno throws as soon as the property is read.
    return (globalThis as { Deno?: { jupyter?: NotebookKernel } }).Deno?.jupyter;
  } catch {
    return undefined;
  }
}

let displays = 0;

/** A display of its own below the cell, changed in place. */
export function notebookOutput(kernel: NotebookKernel): ProgressOutput {
  const id = `progress-${++displays}`;
  let begun = false;
  return {
    interval: 100,
    async show(line) {
      await kernel.broadcast(begun ? "update_display_data" : "display_data", {
        data: { "text/plain": line },
        metadata: {},
        transient: { display_id: id },
      });
      begun = true;
    },
  };
}
