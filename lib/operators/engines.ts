import { checkChoice, expected } from "../checks/mod.ts";
import { compiledEngine } from "./compiled_engine.ts";
import { nativeLibrary } from "./native_library.ts";
import { plainEngine } from "./plain_engine.ts";
import type { EngineChoice, EngineName, OperatorEngine } from "./types.ts";
import { wasmLibrary } from "./wasm_library.ts";

const ENGINES: readonly EngineName[] = ["native", "wasm", "plain"];

/** What was loaded, or why it could not be. Each is tried once. */
const loaded = new Map<EngineName, OperatorEngine | string>([["plain", plainEngine]]);

function attempt(name: EngineName): OperatorEngine | string {
  const before = loaded.get(name);
  if (before !== undefined) return before;
  let result: OperatorEngine | string;
  try {
    const engine = compiledEngine(name === "native" ? nativeLibrary() : wasmLibrary());
    result = agreesWithPlain(engine) ? engine : "it computes other values than the plain engine";
  } catch (error) {
    result = error instanceof Error ? error.message : String(error);
  }
  loaded.set(name, result);
  return result;
}

/** Warms an engine up, and compares it with the plain one: it may compute wrongly on this processor. */
function agreesWithPlain(engine: OperatorEngine): boolean {
  const dim = 20, size = 80;
  const embeddings = Float32Array.from({ length: size * dim }, (_, i) => Math.sin(i * i + i / 7));
  for (const classes of [20, 2]) {
    const labels = Int32Array.from({ length: size }, (_, i) => i % classes);
    const input = { embeddings, labels, dim, gradient: true };
    const options = { margin: 0.5, squared: false };
    const want = plainEngine.batchAll(input, options);
    const got = engine.batchAll(input, options);
    if (got?.counts.positive !== want?.counts.positive || got?.counts.hard !== want?.counts.hard) {
      return false;
    }
    for (let i = 0; i < embeddings.length; i++) {
      if (!(Math.abs(got!.gradient![i] - want!.gradient![i]) < 1e-6)) return false;
    }
  }
  return true;
}

/**
 * Loads an engine and runs it once on a small batch, so that your first call is as fast as the next.
 *
 * @param choice an engine, or `"auto"` for the fastest that is present
 * @returns the engine
 * @throws {TypeError} when `choice` is no string
 * @throws {RangeError} when it is another word, or that engine is not to be had here, and why
 *
 * @example
 * ```ts
 * import { loadEngine } from "@triplet-lab/triplet-lab/operators";
 * import { assertEquals } from "@std/assert";
 * assertEquals(loadEngine("plain").name, "plain");
 * ```
 */
export function loadEngine(choice: EngineChoice = "auto"): OperatorEngine {
  checkChoice(choice, ["auto", ...ENGINES] as const, "engine");
  for (const name of choice === "auto" ? ENGINES : [choice]) {
    const engine = attempt(name);
    if (engine === plainEngine && choice === "auto") warnOfPlain();
    if (typeof engine !== "string") return engine;
    if (choice !== "auto") {
      throw new RangeError(
        expected("engine", `one of ${availableEngines().join(", ")}`, `"${name}"`, engine),
      );
    }
  }
  return plainEngine;
}

let warned = false;

function warnOfPlain(): void {
  if (warned) return;
  warned = true;
  const why = Object.entries(availableEngines().missing).map(([name, why]) => `${name}: ${why}`);
  console.warn(`operators: "plain" computes, ten times slower or more. ${why.join(". ")}.`);
}

/** Computes with the engine chosen, or with the plain one where that declines the batch. */
export function computeWith<Outcome extends object>(
  choice: EngineChoice,
  compute: (engine: OperatorEngine) => Outcome | null,
): Outcome & { engine: EngineName } {
  const engine = loadEngine(choice);
  const outcome = compute(engine);
  if (outcome !== null) return { ...outcome, engine: engine.name };
  return { ...compute(plainEngine)!, engine: "plain" };
}

/** The names of the engines that work here, and why the others do not. */
export type AvailableEngines = EngineName[] & {
  /** For each engine that does not work here: why, and what to do. */
  readonly missing: Readonly<Partial<Record<EngineName, string>>>;
};

/**
 * The engines that work here, the fastest first, `"plain"` always among them; why another is not, is
 * told by `missing`.
 *
 * @example
 * ```ts
 * import { availableEngines } from "@triplet-lab/triplet-lab/operators";
 * import { assert } from "@std/assert";
 * assert(availableEngines().includes("plain"));
 * const { native } = availableEngines().missing; // "the C source is not compiled; ...", or undefined
 * ```
 */
export function availableEngines(): AvailableEngines {
  const found = ENGINES.map((name) => ({ name, engine: attempt(name) }));
  const missing = found.filter(({ engine }) => typeof engine === "string");
  return Object.assign(
    found.filter(({ engine }) => typeof engine !== "string").map(({ name }) => name),
    { missing: Object.fromEntries(missing.map(({ name, engine }) => [name, engine as string])) },
  );
}

/**
 * Gives the work space of all loaded engines back; the next call takes it anew.
 *
 * @example
 * ```ts
 * import { freeOperators } from "@triplet-lab/triplet-lab/operators";
 * freeOperators();
 * ```
 */
export function freeOperators(): void {
  for (const engine of loaded.values()) if (typeof engine !== "string") engine.free();
}
