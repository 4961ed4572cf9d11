import { readFileSync } from "node:fs";
import process from "node:process";
import { createInterface } from "node:readline";

/** What one call gave. */
export interface CallResult {
  /** The loss. */
  loss: number;
  /** The gradient, where there is one. */
  gradient?: Float32Array;
}

/** The highest memory of this process so far, in MB (2^20 bytes). */
export function peakMegabytes(): number {
  try {
    const line = /VmHWM:\s*(\d+)/.exec(readFileSync("/proc/self/status", "utf8"));
    if (line) return Number(line[1]) / 1024;
  } catch {
    // Only Linux has it.
  }
  return process.resourceUsage().maxRSS / 1024;
}

/**
 * Serves a race's orders from standard input until it ends: `prepare` makes the call and warms it
 * up, `burst` times it.
 */
export async function serveLines(
  make: (order: Record<string, unknown>) => Promise<() => CallResult | Promise<CallResult>>,
): Promise<void> {
  let call: () => CallResult | Promise<CallResult> = () => ({ loss: NaN });
  const orders = {
    async prepare(order: Record<string, unknown>) {
      call = await make(order);
      const spent: number[] = [];
      let result: CallResult = { loss: NaN };
      // Compilers of JavaScript need more calls than one to do their best.
      while (spent.length < 400 && spent.reduce((sum, one) => sum + one, 0) < 2000) {
        const start = performance.now();
        result = await call();
        spent.push(performance.now() - start);
      }
      const square = result.gradient?.reduce((sum, one) => sum + one * one, 0);
      return {
        loss: result.loss,
        gradientNorm: square === undefined ? null : Math.sqrt(square),
        seconds: Math.min(...spent) / 1000,
      };
    },
    async burst(order: Record<string, unknown>) {
      const { warm, calls, most } = order as Record<"warm" | "calls" | "most", number>;
      let start = performance.now();
      const spent = () => (performance.now() - start) / 1000;
      for (let i = 0; i < warm && spent() < most / 4; i++) await call();
      start = performance.now();
      let done = 0;
      do await call(); while (++done < calls && spent() < most);
      return { seconds: spent() / done };
    },
  };
  for await (const line of createInterface({ input: process.stdin })) {
    const order = JSON.parse(line);
    let answer: object;
    try {
      answer = await orders[order.do as keyof typeof orders](order);
    } catch (error) {
      answer = { error: String((error as Error).message ?? error).split("\n")[0].slice(0, 200) };
    }
    process.stdout.write(JSON.stringify({ ...answer, peak: peakMegabytes() }) + "\n");
  }
}
