import { assertEquals, assertInstanceOf, assertStringIncludes, assertThrows } from "@std/assert";
import {
  availableEngines,
  batchAll,
  batchHard,
  circle,
  freeOperators,
  loadEngine,
} from "../../lib/operators/mod.ts";
import { ENGINES, gaussianBatch } from "./support.ts";

// deno-lint-ignore no-explicit-any
type Loose = (embeddings: any, labels: any, options: any) => unknown;
const OPERATORS: [string, Loose][] = [
  ["batchAll", batchAll],
  ["batchHard", batchHard],
  ["circle", (features, labels, { margin: _, ...options }) => circle(features, labels, options)],
];

for (const [name, operator] of OPERATORS) {
  const rows = name === "circle" ? "features" : "embeddings";
  for (const engine of ENGINES) {
    const options = { dim: 2, margin: 1, engine };
    const good = new Float32Array(8);
    const labels = Int32Array.of(1, 1, 2, 2);

    Deno.test(`${name} (${engine}) refuses buffers of a wrong length or kind`, () => {
      for (const length of [0, 2, 6, 7, 9, 10, 800]) {
        assertThrows(() => operator(new Float32Array(length), labels, options), RangeError);
      }
      for (const length of [0, 3, 5, 400]) {
        assertThrows(
          () => operator(good, new Int32Array(length), options),
          RangeError,
          `labels: expected 4 entries, one a row of ${rows}, got ${length}`,
        );
      }
      for (const bad of [null, undefined, "abc", Array(8).fill(0), new Float64Array(8), {}]) {
        assertThrows(() => operator(bad, labels, options), TypeError, `${rows}: expected`);
      }
      for (const bad of [null, undefined, [1, 1, 2, 2], new Uint32Array(4), new Float32Array(4)]) {
        assertThrows(() => operator(good, bad, options), TypeError, "labels: expected");
      }
    });

    Deno.test(`${name} (${engine}) refuses arrays whose buffer is gone`, () => {
      const gone = <A extends Float32Array | Int32Array>(array: A): A => {
        structuredClone(array, { transfer: [array.buffer as ArrayBuffer] });
        return array;
      };
      const none = new Float32Array(0);
      const call = (x: Float32Array, y: Int32Array, gradient: boolean | Float32Array) => () =>
        operator(x, y, { ...options, gradient });
      operator(none, new Int32Array(0), options);
      assertThrows(call(gone(new Float32Array(8)), labels, true), TypeError, `${rows}: `);
      assertThrows(call(gone(new Float32Array(8)), gone(labels.slice()), true), TypeError);
      assertThrows(call(none, gone(labels.slice()), true), TypeError, "labels: ");
      assertThrows(call(none, none as never, gone(new Float32Array(8))), TypeError);
      assertThrows(call(good, labels, gone(new Float32Array(8))), TypeError, "gradient: ");
    });

    Deno.test(`${name} (${engine}) refuses a dim that is no positive integer`, () => {
      for (const dim of [0, -2, 1.5, NaN, Infinity, 2 ** 40]) {
        assertThrows(() => operator(good, labels, { ...options, dim }), RangeError, "dim: ");
      }
      for (const dim of ["2", null, undefined, 2n]) {
        assertThrows(() => operator(good, labels, { ...options, dim }), TypeError, "dim: ");
      }
    });

    Deno.test(`${name} (${engine}) tells where an entry is not finite or too large`, () => {
      for (const bad of [NaN, Infinity, -Infinity, 1e13]) {
        for (const at of [0, 5, 7]) {
          const embeddings = new Float32Array(8);
          embeddings[at] = bad;
          assertThrows(
            () => operator(embeddings, labels, options),
            RangeError,
            `row ${at >> 1}, column ${at % 2}`,
          );
        }
      }
      // One class only: nothing to compute, and refused all the same.
      assertThrows(
        () => operator(Float32Array.of(1, NaN), Int32Array.of(3), options),
        RangeError,
        "row 0, column 1",
      );
      // And the next call is none the worse for it.
      operator(good, labels, options);
    });
  }

  Deno.test(`${name} refuses flags that are none`, () => {
    for (const gradient of [1, "yes", null]) {
      const options = { dim: 2, margin: 1, gradient };
      assertThrows(() => operator(new Float32Array(8), new Int32Array(4), options), TypeError);
    }
  });

  Deno.test(`${name} refuses an array for the gradient that is too short or too long`, () => {
    for (const length of [7, 9]) {
      const options = { dim: 2, margin: 1, gradient: new Float32Array(length) };
      assertThrows(
        () => operator(new Float32Array(8), new Int32Array(4), options),
        RangeError,
        "gradient: expected 8 entries",
      );
    }
  });

  Deno.test(`${name} refuses an unknown engine`, () => {
    const call = (engine: unknown) => () =>
      operator(new Float32Array(2), new Int32Array(1), { dim: 2, margin: 1, engine });
    assertThrows(call("cuda"), RangeError, `engine: expected "auto" or "native"`);
    assertThrows(call(3), TypeError, "engine: expected");
  });
}

Deno.test("batchAll and batchHard refuse margins that are none", () => {
  for (const operator of [batchAll, batchHard] as Loose[]) {
    for (const margin of [-1, NaN, Infinity]) {
      const call = () => operator(new Float32Array(2), new Int32Array(1), { dim: 2, margin });
      assertThrows(call, RangeError, "margin: ");
    }
    assertThrows(
      () => operator(new Float32Array(2), new Int32Array(1), { dim: 2 }),
      TypeError,
      "margin: ",
    );
  }
});

Deno.test("batchHard refuses an unknown rule, and one class under article 4's", () => {
  const call = (rule: string) => () =>
    (batchHard as Loose)(new Float32Array(4), new Int32Array(2), { dim: 2, margin: 1, rule });
  assertThrows(call("hermans"), RangeError, "rule: expected");
  assertThrows(call("pytorch"), RangeError, "labels: expected two classes or more");
});

Deno.test("circle refuses an m below 0 and a gamma that is not above 0", () => {
  const call = (options: object) => () =>
    (circle as Loose)(new Float32Array(4), new Int32Array(2), { dim: 2, ...options });
  assertThrows(call({ m: -0.1 }), RangeError, "m: expected");
  assertThrows(call({ gamma: 0 }), RangeError, "gamma: expected");
  assertThrows(call({ gamma: "256" }), TypeError, "gamma: expected");
  assertThrows(call({ m: 1e300 }), RangeError, "m: expected");
  assertThrows(call({ gamma: 1e300 }), RangeError, "gamma: expected");
});

Deno.test("loadEngine gives the fastest with auto, and each by its name", () => {
  assertEquals([...availableEngines()], [...ENGINES]);
  assertEquals(loadEngine().name, ENGINES[0]);
  for (const name of ENGINES) assertEquals(loadEngine(name).name, name);
});

Deno.test("loadEngine tells why an engine is not to be had, and what to do", () => {
  for (const name of ["native", "wasm"] as const) {
    if (ENGINES.includes(name)) continue;
    const error = assertThrows(() => loadEngine(name), RangeError, `got "${name}"`);
    assertInstanceOf(error, RangeError);
    assertStringIncludes(error.message, ";");
  }
});

Deno.test("freeOperators gives the work space back, and the next call takes it anew", () => {
  const { embeddings, labels, dim } = gaussianBatch(200, 16, 20, 4);
  for (const engine of ENGINES) {
    const options = { dim, margin: 0.2, gradient: true, engine };
    const before = batchAll(embeddings, labels, options);
    freeOperators();
    freeOperators();
    assertEquals(batchAll(embeddings, labels, options), before);
  }
});
