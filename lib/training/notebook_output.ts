/** Somewhere a line of text can be shown and changed. */
export interface ProgressOutput {
  /** Shows the line in place of the one before; `last` tells that no other follows. */
  show(line: string, last: boolean): void | Promise<void>;
  /** The shortest time between two lines, in milliseconds. */
  interval: number;
}

/** The part of the notebook kernel's interface that is used here. */
export interface NotebookKernel {
  /** Sends a message of the Jupyter protocol. */
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

/** A display of its own below the cell, whose content is replaced at each call. */
function notebookDisplay(
  kernel: NotebookKernel,
): (data: Record<string, unknown>) => Promise<void> {
  const id = `training-${++displays}`;
  let begun = false;
  return async (data) => {
    const type = begun ? "update_display_data" : "display_data";
    begun = true;
    await kernel.broadcast(type, { data, metadata: {}, transient: { display_id: id } });
  };
}

/** Such a display for lines of text. */
export function notebookOutput(kernel: NotebookKernel): ProgressOutput {
  const show = notebookDisplay(kernel);
  return { interval: 100, show: (line) => show({ "text/plain": line }) };
}
