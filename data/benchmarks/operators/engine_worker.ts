/**
 * One participant of the race under Deno or Bun: an engine of lib/operators, article 3's program, or
 * the product that the floor is measured by.
 */
import { readFileSync } from "node:fs";
import { openArticle3 } from "#lib/lessons/article3/mod.ts";
import { batchAll, batchHard, circle, loadEngine, semiHard } from "#lib/operators/mod.ts";
import type { EngineName } from "#lib/operators/mod.ts";
import { type CallResult, serveLines } from "./serve_lines.ts";
import { openSgemm } from "./sgemm.ts";

/** What the race says about a batch. */
interface Order {
  operator: string;
  engine: EngineName;
  embeddings: string;
  labels: string;
  dim: number;
  margin: number;
  m: number;
  gamma: number;
  product: number;
  threads: number;
  library: string;
}

function bytes(path: string): ArrayBuffer {
  const file = readFileSync(path);
  return file.buffer.slice(file.byteOffset, file.byteOffset + file.byteLength) as ArrayBuffer;
}

async function make(given: Record<string, unknown>): Promise<() => CallResult> {
  const order = given as unknown as Order;
  if (order.operator === "product") {
    const n = order.product;
    const multiply = openSgemm(order.library);
    const fill = () => Float32Array.from({ length: n * n }, (_, i) => ((i * 7919) % 101) / 50 - 1);
    const [a, b, c] = [fill(), fill(), new Float32Array(n * n)];
    return () => {
      if (multiply(a, b, c, n, order.threads) !== 0) throw new Error("not enough memory");
      return { loss: 0 };
    };
  }
  const x = new Float32Array(bytes(order.embeddings));
  const labels = new Int32Array(bytes(order.labels));
  const { dim, margin, m, gamma, engine } = order;
  if (order.operator === "article3") {
    const program = await openArticle3();
    const doubles = Float64Array.from(x);
    return () => ({ loss: program.loss(doubles, labels, { dim, margin }).loss });
  }
  loadEngine(engine);
  // One array for all calls, as a loop would keep it; PyTorch's allocator keeps its memory too.
  const gradient = new Float32Array(x.length);
  return {
    "batch-all": () => check(batchAll(x, labels, { dim, margin, gradient, engine })),
    "batch-all-cosine": () =>
      check(batchAll(x, labels, { dim, margin, distance: "cosine", gradient, engine })),
    "batch-hard": () =>
      check(batchHard(x, labels, { dim, margin, rule: "tensorflow", gradient, engine })),
    "semi-hard": () =>
      check(semiHard(x, labels, { dim, margin, rule: "nearest", gradient, engine })),
    "circle": () => check(circle(x, labels, { dim, m, gamma, gradient, engine })),
  }[order.operator as "batch-all" | "batch-all-cosine" | "batch-hard" | "semi-hard" | "circle"];

  function check<Result extends CallResult & { engine: EngineName }>(result: Result): Result {
    if (result.engine !== engine) throw new Error(`computed by ${result.engine} instead`);
    return result;
  }
}

await serveLines(make);
