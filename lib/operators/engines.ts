import { checkChoice, refuseValue } from "../checks/mod.ts";
import { agreesWithPlain } from "./agrees_with_plain.ts";
import { compiledEngine } from "./compiled_engine.ts";
import { nativeLibrary } from "./native_library.ts";
import { plainBatchAll } from "./plain_batch_all.ts";
import { plainBatchHard } from "./plain_batch_hard.ts";
import { plainCircle } from "./plain_circle.ts";
import { plainSemiHard } from "./plain_semi_hard.ts";
import type { EngineChoice, EngineName, OperatorEngine } from "./types.ts";
import { wasmLibrary } from "./wasm_library.ts";

const ENGINES: readonly EngineName[] = ["native", "wasm", "plain"];

/** TypeScript in float64: there on every machine, and the judge of the other two. */
const plainEngine: OperatorEngine = {
  name: "plain",
  batchAll: plainBatchAll,
  batchHard: plainBatchHard,
  semiHard: plainSemiHard,
  circle: plainCircle,
  free() {},
};

/** What was loaded, or why it could not be. Each is tried once. */
const loaded = new Map<EngineName, OperatorEngine | string>([["plain", plainEngine]]);

function attempt(name: EngineName): OperatorEngine | string {
  let result = loaded.get(name);
  if (result !== undefined) return result;
  try {
    const engine = compiledEngine(name === "native" ? nativeLibrary() : wasmLibrary());
    result = agreesWithPlain(engine) ? engine : "it computes other values than the plain engine";
  } catch (error) {
    result = error instanceof Error ? error.message : String(error);
  }
  loaded.set(name, result);
  return result;
}

/**
 * Loads an engine and runs it once on a small batch, so that your first call is as fast as the next.
 *
 * @param choice an engine, or `"auto"` for the fastest that is present
 * @throws {TypeError | RangeError} when `choice` is another word, or that engine is not to be had
 *   here, and why
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
      refuseValue(`"${name}"`, "engine", `one of ${availableEngines().join(", ")}`, engine);
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

/** Computes with the engine chosen, or with the plain one where that declines. */
export function computeWith<Outcome extends object>(
  choice: EngineChoice,
  compute: (engine: OperatorEngine) => Outcome | null,
): Outcome & { engine: EngineName } {
  const engine = loadEngine(choice);
  const outcome = compute(engine);
  if (outcome !== null) return { ...outcome, engine: engine.name };
  return { ...compute(plainEngine)!, engine: "plain" };
}

/** The names of the engines that work here; `missing` tells why another does not, and what to do. */
export type AvailableEngines = EngineName[] & {
  readonly missing: Readonly<Partial<Record<EngineName, string>>>;
};

/**
 * The engines that work here, the fastest first, `"plain"` always among them.
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
  const missing: Partial<Record<EngineName, string>> = {};
  const works = ENGINES.filter((name) => {
    const engine = attempt(name);
    if (typeof engine === "string") missing[name] = engine;
    return typeof engine !== "string";
  });
  return Object.assign(works, { missing });
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
