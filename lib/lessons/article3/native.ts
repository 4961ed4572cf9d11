import { totalmem } from "node:os";
import { checkArticle3Input } from "./check.ts";
import { type Article3BuildOptions, compileArticle3 } from "./compile.ts";
import type { article3Loss } from "./loss.ts";

/** The compiled operator, opened. */
export interface Article3Native {
  /** The loss of one batch, equal to `article3Loss` to the last bit. */
  loss: typeof article3Loss;
}

type Pointed = Float64Array<ArrayBuffer> | Int32Array<ArrayBuffer>;

/** The function of `article3.c`. */
type Loss = (
  embeddings: Pointed,
  labels: Pointed,
  batch: number,
  dim: number,
  margin: number,
  squared: number,
  out: Pointed,
) => number;

async function openLoss(path: string): Promise<Loss> {
  if ("Bun" in globalThis) {
    const { dlopen } = await import("bun:ffi" as string);
    const args = ["ptr", "ptr", "i32", "i32", "f64", "i32", "ptr"];
    const { symbols } = dlopen(path, { article3_triplet_loss: { args, returns: "i32" } });
    return symbols.article3_triplet_loss;
  }
  if (typeof Deno !== "undefined" && Deno.version) {
    const parameters = ["buffer", "buffer", "i32", "i32", "f64", "i32", "buffer"] as const;
    const { symbols } = Deno.dlopen(path, {
      article3_triplet_loss: { parameters, result: "i32" },
    });
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
function pointed<T extends Pointed>(array: T): T {
  return array.length > 0 ? array : new (array.constructor as new (length: number) => T)(1);
}

/** Compiles `article3.c` where that was not done yet, and opens it through the runtime's FFI. */
export async function openArticle3(options: Article3BuildOptions = {}): Promise<Article3Native> {
  const loss = await openLoss(await compileArticle3({ ...options, kind: "library" }));
  return {
    loss(embeddings, labels, lossOptions) {
      const input = checkArticle3Input(embeddings, labels, lossOptions);
      // Asked beforehand: Linux hands out more memory than there is, and kills who uses it.
      if (input.batch ** 3 > totalmem()) throw tooLarge(input.batch);
      const out = new Float64Array(4);
      const failed = loss(
        pointed(input.embeddings as Float64Array<ArrayBuffer>),
        pointed(input.labels as Int32Array<ArrayBuffer>),
        input.batch,
        input.dim,
        input.margin,
        input.squared ? 1 : 0,
        out,
      );
      if (failed !== 0) throw tooLarge(input.batch);
      const [mean, fractionPositive, valid, positive] = out;
      return { loss: mean, fractionPositive, counts: { valid, positive } };
    },
  };
}
