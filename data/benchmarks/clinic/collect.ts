/**
 * Puts the study's trainings together: `deno run --no-lock --allow-read --allow-write=data/benchmarks
 * data/benchmarks/clinic/collect.ts` reads `.cache/clinic` and writes `samples.jsonl.gz` here: those
 * that fell ill as they were meant to, as many of each as the study wants.
 *
 * @module
 */
import { gzipSync } from "node:zlib";
import { brought, fellIll, type Made } from "./outcome.ts";
import { type Case, COMMONEST } from "./plan.ts";

const CACHE = ".cache/clinic";
const cases = Deno.readTextFileSync(`${CACHE}/plan.jsonl`).trim().split("\n")
  .map((line) => JSON.parse(line) as Case);
const kept = new Map<string, number>();
const reached = new Map<string, number>();
const told = new Map<string, { made: number; ill: number }>();
const lines: string[] = [];
for (const one of cases) {
  let text: string;
  try {
    text = Deno.readTextFileSync(`${CACHE}/raw/${one.id}.json`);
  } catch {
    continue;
  }
  // Python writes NaN and Infinity, which JSON has not: texts that a log may hold as well.
  const made = JSON.parse(text.replace(/-?\b(NaN|Infinity)\b/g, '"$1"')) as Made & {
    failed?: string;
  };
  const count = told.get(one.disease) ?? { made: 0, ill: 0 };
  told.set(one.disease, count);
  count.made++;
  if (made.failed) console.log(one.id, made.failed.slice(0, 100));
  if (made.failed || !fellIll(one, made)) continue;
  count.ill++;
  const place = `${one.disease} ${one.half}`;
  const before = kept.get(place) ?? 0;
  const wanted = one.disease === "health" ? 60 : COMMONEST.includes(one.disease) ? 10 : 6;
  // Of this one the first ten that were held out had been seen when its rule changed last.
  const seen = one.disease === "learning-rate-too-high" && one.half === "held" ? 10 : 0;
  const nth = (reached.get(place) ?? 0) + 1;
  reached.set(place, nth);
  if (nth <= seen) continue;
  if (before >= wanted) continue;
  kept.set(place, before + 1);
  lines.push(JSON.stringify({ ...one, brought: brought(one, made) }));
}
Deno.writeFileSync(
  "data/benchmarks/clinic/samples.jsonl.gz",
  gzipSync(lines.join("\n"), { level: 9 }),
);
for (const [disease, { made, ill }] of told) {
  const [tune, held] = ["tune", "held"].map((half) => kept.get(`${disease} ${half}`) ?? 0);
  console.log(`${disease}: ${made} made, ${ill} as meant, kept ${tune} + ${held}`);
}
console.log(`${lines.length} samples`);
