import { totalmem } from "../../host/node.ts";
import { checkArticle3Input } from "./check.ts";
import { type Article3BuildOptions, compileArticle3 } from "./compile.ts";
import type { article3Loss } from "./loss.ts";

/** The compiled operator: equal to `article3Loss` to the last bit. */
export interface Article3Native {
  loss: typeof article3Loss;
}

/** The function of `article3.c`: embeddings, labels, batch, dim, margin, squared, out. */
type Loss = (...args: (Float64Array | Int32Array | number)[]) => number;

async function openLoss(path: string): Promise<Loss> {
  const args = <Pointer extends string>(pointer: Pointer) =>
    [pointer, pointer, "i32", "i32", "f64", "i32", pointer] as const;
  if ("Bun" in globalThis) {
    const { dlopen } = await import("bun:ffi" as string);
    const article3_triplet_loss = { args: args("ptr"), returns: "i32" };
    return dlopen(path, { article3_triplet_loss }).symbols.article3_triplet_loss;
  }
  if (typeof Deno !== "undefined" && Deno.version) {
    const article3_triplet_loss = { parameters: args("buffer"), result: "i32" } as const;
    const { symbols } = Deno.dlopen(path, { article3_triplet_loss });
    return symbols.article3_triplet_loss as unknown as Loss;
  }
  throw new Error("openArticle3: expected Deno or Bun, whose FFI it calls C through");
}

function tooLarge(batch: number): RangeError {
  return new RangeError(
    `embeddings: expected a batch whose B x B x B mask fits into memory, got B = ${batch}, ` +
      `${(batch ** 3 / 1e9).toFixed(1)} GB; batchAll needs no mask`,
  );
}

// Bun's FFI refuses to point at an array of no bytes, and C never reads from one.
const pointed = <T extends Float64Array | Int32Array>(array: T) =>
  array.length > 0 ? array : new Float64Array(1);

/** Compiles `article3.c` where that was not done yet, and opens it through the runtime's FFI. */
export async function openArticle3(options: Article3BuildOptions = {}): Promise<Article3Native> {
  const loss = await openLoss(await compileArticle3({ ...options, kind: "library" }));
  return {
    loss(embeddings, labels, lossOptions) {
      const input = checkArticle3Input(embeddings, labels, lossOptions);
      const { batch, dim, margin, squared } = input;
      // Asked beforehand: Linux hands out more memory than there is, and kills who uses it.
      if (batch ** 3 > totalmem()) throw tooLarge(batch);
      const out = new Float64Array(4);
      const [x, y] = [pointed(input.embeddings), pointed(input.labels)];
      if (loss(x, y, batch, dim, margin, Number(squared), out) !== 0) throw tooLarge(batch);
      const [mean, fractionPositive, valid, positive] = out;
      return { loss: mean, fractionPositive, counts: { valid, positive } };
    },
  };
}
