import { assert, assertEquals } from "@std/assert";
import { agreesWithPlain } from "../../lib/operators/agrees_with_plain.ts";
import { loadEngine } from "../../lib/operators/mod.ts";
import { ENGINES } from "./support.ts";

const plain = loadEngine("plain");

for (const engine of ENGINES) {
  Deno.test(`agreesWithPlain() is content with the ${engine} engine`, () => {
    assert(agreesWithPlain(loadEngine(engine)));
  });
}

type Given = ReturnType<typeof plain.batchAll> & object;
const wrong: [string, (given: Given) => Given | null][] = [
  ["declines", () => null],
  ["counts one more as hard", (given) => {
    return { ...given, counts: { ...given.counts, hard: given.counts.hard + 1 } };
  }],
  ["counts one less as positive", (given) => {
    return { ...given, counts: { ...given.counts, positive: given.counts.positive - 1 } };
  }],
  ["has another loss", (given) => ({ ...given, loss: given.loss * 1.00001 })],
  ["has no number for its loss", (given) => ({ ...given, loss: NaN })],
  ["has one slope of another sign", ({ gradient, ...given }) => {
    return { ...given, gradient: gradient!.map((slope, i) => i === 777 ? -slope : slope) };
  }],
  ["has one slope that is no number", ({ gradient, ...given }) => {
    return { ...given, gradient: gradient!.map((slope, i) => i === 1599 ? NaN : slope) };
  }],
];
for (const [what, change] of wrong) {
  Deno.test(`agreesWithPlain() finds an engine that ${what}`, () => {
    const engine = {
      ...plain,
      batchAll: (...told: Parameters<typeof plain.batchAll>) => {
        return change(plain.batchAll(...told)!);
      },
    };
    assertEquals(agreesWithPlain(engine), false);
  });
}
