/**
 * Times every backend in turns, so that whatever else the machine does hits all alike, and keeps the
 * table with its conditions in `data/benchmarks/backends.json`, each runtime in its own part:
 *
 *     deno run -A data/benchmarks/backends/record.ts
 *     bun data/benchmarks/backends/record.ts
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import process from "node:process";
import { projectFolder } from "#lib/host/project_folder.ts";
import { isBun } from "#lib/backend/machine.ts";
import { runtimeVersion } from "#lib/host/runtime_version.ts";
import { availableEngines } from "#lib/operators/mod.ts";
import { timedBackends } from "./workloads.ts";

const ROUNDS = 20;
/** Slow backends are timed in every fifth round. */
const SLOW = 5;

const quantile = (sorted: number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
const round = (value: number): number => Number(value.toPrecision(4));

const backends = await timedBackends();
const times = new Map<string, number[]>();
const loadBefore = os.loadavg()[0];
const began = performance.now();
for (let turn = -1; turn < ROUNDS; turn++) {
  for (const { name, slow, workloads, choose } of backends) {
    if (slow && turn > 0 && turn % SLOW !== 0) continue;
    await choose();
    for (const { name: workload, run } of workloads) {
      const start = performance.now();
      await run();
      const time = performance.now() - start;
      // Turn -1 warms up: shaders and kernels are compiled then.
      const key = `${workload}\n${name}`;
      if (turn >= 0) times.set(key, [...times.get(key) ?? [], time]);
    }
  }
}
const seconds = (performance.now() - began) / 1000;

const names = backends.find(({ name }) => name === "wasm")!.workloads.map(({ name }) => name);
const results = names.map((workload) => {
  const sorted = (backend: string) =>
    (times.get(`${workload}\n${backend}`) ?? []).toSorted((a, b) => a - b);
  // By the least times: whatever else the machine does can only add to them.
  const wasm = sorted("wasm")[0];
  const shipped = sorted("wasm as shipped")[0];
  return {
    workload,
    backends: backends.flatMap(({ name, report }) => {
      const all = sorted(name);
      if (all.length === 0) return [];
      return [{
        backend: name,
        device: report.device,
        software: report.software,
        threads: report.threads,
        samples: all.length,
        milliseconds: {
          least: round(all[0]),
          median: round(quantile(all, 0.5)),
          quarter: round(quantile(all, 0.25)),
          threeQuarters: round(quantile(all, 0.75)),
        },
        timesAsFastAsWasm: round(wasm / all[0]),
        timesAsFastAsWasmAsShipped: round(shipped / all[0]),
      }];
    }),
  };
});

const record = {
  conditions: {
    fusedOperator: (await availableEngines())[0],
    processor: os.cpus()[0].model.trim(),
    threads: os.availableParallelism(),
    memoryGiB: Math.round(os.totalmem() / 2 ** 30),
    system: `${process.platform} ${process.arch}`,
    runtime: runtimeVersion(),
    versions: Object.assign({}, ...backends.map(({ report }) => report.versions)),
    loadAverageBefore: round(loadBefore),
    rounds: ROUNDS,
    order: "every backend and workload once a round, in turns; slow backends every fifth round",
    seconds: Math.round(seconds),
    date: new Date().toISOString().slice(0, 10),
  },
  results,
};

const file = path.join(projectFolder(), "data", "benchmarks", "backends.json");
const kept = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : {};
const all = { ...kept, [isBun ? "bun" : "deno"]: record };
writeFileSync(file, JSON.stringify(all, null, 2) + "\n");

/** One runtime's part as a Markdown table, under a line of its conditions. */
function markdown({ conditions, results }: typeof record): string {
  const all = results.at(-1)!.backends.map(({ backend }) => backend);
  const named = (versions: Record<string, string>) =>
    Object.entries(versions).map(([name, version]) => `${name} ${version}`).join(", ");
  const lines = [
    `${conditions.processor}, ${conditions.threads} threads, ` +
    `${named(conditions.versions)}; losses by the ` +
    `${conditions.fusedOperator} operators; best of ${conditions.rounds} rounds in turns, ` +
    `load ${conditions.loadAverageBefore} before, ${conditions.date}.`,
    "",
    `| ms (times as fast as WebAssembly here; as TensorFlow.js ships it) | ${
      all.map((name) => `\`${name}\``).join(" | ")
    } |`,
    `| :--- |${" ---: |".repeat(all.length)}`,
  ];
  for (const { workload, backends } of results) {
    const cells = all.map((name) => {
      const found = backends.find(({ backend }) => backend === name);
      if (!found) return "";
      const { milliseconds: { least }, timesAsFastAsWasm, timesAsFastAsWasmAsShipped } = found;
      const ratios = [timesAsFastAsWasm, timesAsFastAsWasmAsShipped]
        .map((ratio) => Number(ratio.toPrecision(2)));
      return `${Number(least.toPrecision(3))} (${ratios.join("; ")})`;
    });
    lines.push(`| ${[workload, ...cells].join(" | ")} |`);
  }
  return lines.join("\n") + "\n";
}

const parts = Object.values(all as Record<string, typeof record>).map(markdown);
const note = "<!-- Written by data/benchmarks/backends/record.ts from backends.json. -->\n\n";
writeFileSync(file.replace(/json$/, "speed.md"), note + parts.join("\n"));
console.log(markdown(record));
process.exit(0);
