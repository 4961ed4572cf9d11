import { assertEquals, assertMatch } from "@std/assert";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { DENO, ROOT } from "#lib/workspace/paths.ts";
import { runCommand } from "#lib/workspace/run_command.ts";

// The tasks are Deno's.
const options = { ignore: "Bun" in globalThis };

/** What refuses ends its process: here it throws. */
const ASKED = `
import process from "node:process";
import { numberOf, wholeNumber, wholeNumbers } from "#lib/tasks/options.ts";
process.exit = () => { throw 0; };
const told = [];
console.error = (line) => told.push(line);
const ask = (read, ...given) => {
  try { told.push(read("k", ...given)); } catch { /* is told */ }
};
const texts = JSON.parse(process.argv.at(-1));
for (const text of texts.one) { ask(wholeNumber, text); ask(numberOf, text); }
for (const text of texts.several) ask(wholeNumbers, text, 0, 9);
console.log(JSON.stringify(told));
`;

Deno.test("options that take numbers refuse what is none, with what came", options, async () => {
  const one = ["7", "1e3", "abc", "", " ", " 3", "1.5", "-1", "0", "1e400", "0x10", "NaN", "1e10"];
  const several = ["1,2", "1, 2", "a,b", "", ",", "3,", ",3", "1.5", "-1", "1e0", "3 4", "10"];
  const texts = JSON.stringify({ one, several });
  const { code, stdout, output } = await runCommand(DENO, [
    ...["eval", "--no-lock", ASKED, "--", texts],
  ], { cwd: ROOT });
  assertEquals(code, 0, output);
  const whole = "--k: expected an integer of at least 1, got";
  const any = "--k: expected a finite number, got";
  const list = "--k: expected whole numbers from 0 to 9 with commas between them, got";
  assertEquals(JSON.parse(stdout), [
    ...[7, 7, 1000, 1000],
    ...["abc", "", " ", " 3"].flatMap((text) => [`${whole} "${text}"`, `${any} "${text}"`]),
    ...[`${whole} 1.5`, 1.5, `${whole} -1`, -1, `${whole} 0`, 0],
    ...[`${whole} Infinity`, `${any} Infinity`],
    ...["0x10", "NaN"].flatMap((text) => [`${whole} "${text}"`, `${any} "${text}"`]),
    ...["--k: expected an integer of at least 1 and of at most 1e+9, got 10000000000", 1e10],
    ...[[1, 2], [1, 2]],
    ...several.slice(2).map((text) => `${list} "${text}"`),
  ]);
});

const PROGRAMS: Record<string, Record<string, string[]>> = {
  "lib/tasks/neighbours.ts": {
    rows: ["a,b"],
    k: ["1.5"],
    effort: ["-1"],
    check: ["1"],
    queries: [""],
  },
  "lib/tasks/record.ts": {
    seeds: ["x", "0"],
    steps: [""],
    jobs: ["1000"],
    array: ["0/3", "4/3", "a"],
  },
  "lib/tasks/report.ts": { timeout: ["ten", "0"] },
  "lib/tasks/lab.ts": { port: ["http", "65536"] },
  "lib/tasks/diagnose.ts": { margin: ["wide"], gamma: [" "], m: ["1,5"], value: [""] },
  "tests/notebooks/run_notebooks.ts": { timeout: ["-1"] },
  "tests/fuzz/fuzz.ts": { seed: ["4294967296"], count: ["0"], only: ["first"] },
  "data/benchmarks/operators/bench.ts": { sizes: ["64,", "4"], rounds: ["0"], minutes: ["1.5"] },
};
const WORDS: Record<string, string[]> = {
  "lib/tasks/neighbours.ts": ["--from=none.parquet"],
  "lib/tasks/record.ts": ["strategies"],
  "lib/tasks/diagnose.ts": ["none.csv"],
};

for (const [program, wrong] of Object.entries(PROGRAMS)) {
  Deno.test(
    `${program} names the option whose number is none, before any work`,
    options,
    async () => {
      for (const [name, texts] of Object.entries(wrong)) {
        for (const text of texts) {
          const { code, output } = await runCommand(DENO, [
            ...["run", "--no-lock", "--no-check", "-A", program],
            ...[...(WORDS[program] ?? []), `--${name}=${text}`],
          ], { cwd: ROOT });
          assertMatch(output, new RegExp(`^--${name}: expected .+, got .+`), name);
          assertEquals(code, 2, output);
        }
      }
    },
  );
}

Deno.test(
  "an option that takes one value is not given two, of which one would be passed over",
  options,
  async () => {
    const ask = (program: string, ...given: string[]) =>
      runCommand(DENO, ["run", "--no-lock", "--no-check", "-A", program, ...given], { cwd: ROOT });
    const files = ["--from=a.parquet", "--from", "b.parquet"];
    const twice = await ask("lib/tasks/neighbours.ts", ...files);
    assertMatch(twice.output, /^--from: expected one value, got 2\n/);
    assertEquals(twice.code, 2);
    const shares = await ask("lib/tasks/record.ts", "toy", ...files);
    assertMatch(shares.output, /^STUDY: expected one of/); // which takes several
  },
);

Deno.test("every option that takes a number is tried above", options, async () => {
  const told: string[] = [];
  for (
    const folder of ["lib/tasks", "tests/notebooks", "tests/fuzz", "data/benchmarks/operators"]
  ) {
    for (const file of (await readdir(join(ROOT, folder))).filter((name) => name.endsWith(".ts"))) {
      const text = await readFile(join(ROOT, folder, file), "utf8");
      if (file === "options.ts" || !/ options\(/.test(text)) continue;
      const help = text.matchAll(/--([a-z-]+) (NUMBER|COUNT|N|I\/N|LIST|SECONDS|LOSS|INDEX)\b/g);
      for (const [, name] of help) told.push(`${folder}/${file} ${name}`);
    }
  }
  const tried = Object.entries(PROGRAMS)
    .flatMap(([program, wrong]) => Object.keys(wrong).map((name) => `${program} ${name}`));
  assertEquals([...new Set(told)].filter((name) => !tried.includes(name)), []);
});
