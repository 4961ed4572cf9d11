import { os, process } from "../host/node.ts";
import type { Readied } from "./report.ts";

export const isBun: boolean = "Bun" in globalThis;

export function asked<Answer>(ask: () => Answer): Answer | undefined {
  try {
    return ask();
  } catch {
    return undefined;
  }
}

/** An environment variable, or undefined where it is not set, empty, or may not be read. */
export function environment(name: string): string | undefined {
  return asked(() => process.env[name]) || undefined;
}

/** What a backend tells that computes on the processor, with all of its threads. */
export function onProcessor(): Omit<Readied, "versions"> {
  return {
    device: asked(() => os.cpus()[0]?.model.trim()) || "unknown processor",
    memory: asked(() => ({ total: os.totalmem(), free: os.freemem() })),
    threads: asked(() => os.availableParallelism()) ?? 1,
    software: false,
    gpu: false,
  };
}
