import { spawn } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import * as tf from "@tensorflow/tfjs";
import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { pairsOf, readStudy, recordStudy, takeShares } from "#lib/experiments/mod.ts";
import { planOf } from "#lib/experiments/study_plan.ts";
import { openUnits, readUnit, writeUnit } from "#lib/experiments/unit_files.ts";
import { toyOptions, toyStudy } from "./toy_study.ts";

/** Runs a test with a folder of its own. */
async function inFolder(work: (folder: string) => Promise<void>): Promise<void> {
  await tf.setBackend("cpu");
  const folder = mkdtempSync(join(tmpdir(), "triplet-lab-study-"));
  try {
    await work(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The rows of a recording, without the times. */
async function rowsIn(folder: string): Promise<unknown> {
  const { rows: { evaluations, steps } } = await readStudy(toyStudy, { folder });
  return { evaluations: evaluations.map(({ milliseconds: _, ...row }) => row), steps };
}

/** A process that records; under Deno and Bun alike. */
function recorder(folder: string, share: string, wait: number) {
  const child = fileURLToPath(new URL("./toy_study.ts", import.meta.url));
  const root = fileURLToPath(new URL("../..", import.meta.url));
  const flags = "Bun" in globalThis
    ? []
    : ["run", "--allow-all", "--no-check", "--import-map", "tests/support/import_map.json"];
  const args = [...flags, child, folder, share, String(wait)];
  const started = spawn(process.execPath, args, { cwd: root });
  let output = "";
  started.stdout.on("data", (text) => output += text);
  started.stderr.on("data", (text) => output += text);
  const ended = new Promise<string>((done) => started.once("close", () => done(output)));
  return { pid: started.pid, kill: () => started.kill("SIGKILL"), ended };
}

const files = (folder: string) =>
  readdirSync(folder, { recursive: true, encoding: "utf8" }).map((name) =>
    name.replaceAll("\\", "/")
  );
async function until(there: () => boolean): Promise<void> {
  for (let waited = 0; waited < 30_000 && !there(); waited += 10) {
    await new Promise((done) => setTimeout(done, 10));
  }
}

Deno.test("recordStudy() writes what readStudy() reads: facts, sums, a row an evaluation", () =>
  inFolder(async (folder) => {
    const { path, units, left, facts } = await recordStudy(toyStudy, toyOptions(folder));
    assertEquals([units, left, readdirSync(path).sort()], [
      8,
      0,
      ["evaluations.parquet", "run.json", "steps.parquet"],
    ]);
    const read = await readStudy(toyStudy, { folder });
    assertEquals(read.facts, JSON.parse(JSON.stringify(facts)));
    const { study, steps, seeds, settings, splits, device, machine, versions, sums } = read.facts;
    assertEquals([study, steps, seeds, device, versions.toy], ["toy", 12, [3, 4], "a test", "1"]);
    assertEquals([settings.length, splits[1].dev, machine.backend], [2, [1], "cpu"]);
    assertEquals(Object.keys(sums), ["evaluations.parquet", "steps.parquet"]);
    assertEquals(read.facts.file.name, "tests/experiments/toy_study.ts");
    assertEquals([read.rows.evaluations.length, read.rows.steps.length], [32, 96]);
    assertEquals(new Set(read.rows.evaluations.map(({ margin }) => margin)), new Set([null, 0.5]));
    // Dev chose one of the two rates for each split, seed and step, for both parts.
    assertEquals(read.rows.evaluations.filter(({ chosen }) => chosen).length >= 16, true);

    const before = readFileSync(join(path, "run.json"), "utf8");
    const again = await recordStudy(toyStudy, toyOptions(folder));
    assertEquals(again.facts, read.facts);
    assertEquals(readFileSync(join(path, "run.json"), "utf8"), before);
  }));

Deno.test("pairsOf() pairs a stated contrast, and refuses rows that it does not tell apart", () =>
  inFolder(async (folder) => {
    await recordStudy(toyStudy, { ...toyOptions(folder), steps: 2, seeds: 3 });
    const { facts, rows: { evaluations } } = await readStudy(toyStudy, { folder });
    assertEquals(facts.seeds, [3, 4, 5]);
    const [contrast] = toyStudy.contrasts(facts.steps);
    const { one, other } = pairsOf(evaluations, contrast, ["split", "seed"]);
    assertEquals([one.length, other.length], [6, 6]);
    const kept = evaluations.find(({ rate, split, seed, part, step }) =>
      rate === 0.01 && split === "5" && seed === 4 && part === "test" && step === 2
    );
    assertEquals(other[1], kept?.loss);
    let told = "";
    try {
      pairsOf(evaluations, contrast);
    } catch (error) {
      told = String(error);
    }
    assertStringIncludes(told, "RangeError: by: expected columns that tell the rows");
    const nothing = { ...contrast, one: { rate: 7 } };
    let missing = "";
    try {
      pairsOf(evaluations, nothing, ["split", "seed"]);
    } catch (error) {
      missing = String(error);
    }
    assertStringIncludes(missing, 'got 0 of {"rate":7}');
  }));

Deno.test("recordStudy() killed by the system goes on to the same rows and step tables", () =>
  inFolder(async (folder) => {
    const [whole, killed] = [join(folder, "whole"), join(folder, "killed")];
    await recordStudy(toyStudy, toyOptions(whole));
    // One path is asked for: Windows lists no folder in which something is just replaced.
    const third = join(killed, "toy/units", hostname(), "3/trainings/training");
    const checkpoint = join(third, "checkpoint.safetensors");
    const first = recorder(killed, "1/1", 100); // time for a kill that is slow, as on Windows
    await until(() => existsSync(checkpoint));
    first.kill();
    await first.ended;
    assert(existsSync(checkpoint), "killed within a training");
    assert(files(killed).includes("toy/units/00002.json"));
    // As if it had been killed while it wrote the last file.
    writeFileSync(join(killed, `toy/run.json.${first.pid}-0123abcd.tmp`), "{");
    let made = 0;
    const onStep = () => void made++;
    await recordStudy(toyStudy, { ...toyOptions(killed), onStep });
    assert(made < 6 * 12, `${made} steps made after the kill`);
    assertEquals(await rowsIn(killed), await rowsIn(whole));
    const [a, b] = [killed, whole].map((one) => readFileSync(join(one, "toy/steps.parquet")));
    assertEquals(a, b);
    assertEquals(files(killed).filter((name) => /units|tmp$/.test(name)), []);
  }));

Deno.test("recordStudy() shares the work between processes, also when both do one share", () =>
  inFolder(async (folder) => {
    const [whole, shared, same] = ["whole", "shared", "same"].map((name) => join(folder, name));
    await recordStudy(toyStudy, toyOptions(whole));
    const ended = await Promise.all([
      recorder(shared, "1/2", 5).ended,
      recorder(shared, "2/2", 5).ended,
      recorder(same, "1/1", 5).ended,
      recorder(same, "1/1", 5).ended,
    ]);
    assert(ended.slice(0, 2).some((text) => text.includes('"whole":true')), ended.join());
    assert(ended.slice(2).some((text) => text.includes('"whole":true')), ended.join());
    for (const one of [shared, same]) assertEquals(await rowsIn(one), await rowsIn(whole));
  }));

Deno.test("takeShares() gathers shares of other machines, one of them done twice", () =>
  inFolder(async (folder) => {
    const [whole, here, a, b] = ["whole", "here", "a", "b"].map((name) => join(folder, name));
    await recordStudy(toyStudy, toyOptions(whole));
    await recordStudy(toyStudy, { ...toyOptions(a), share: { at: 1, of: 2 } });
    for (const at of [2, 3]) {
      await recordStudy(toyStudy, { ...toyOptions(b), share: { at, of: 4 } });
    }
    const lines: string[] = [];
    const say = (line: string) => void lines.push(line);
    const some = await takeShares(toyStudy, [a, b], { folder: here, say });
    assertEquals([some.left, some.facts], [2, undefined]);
    assertEquals(lines, ["missing: rate 0.1, 6, seed 4; rate 0.01, margin 0.5, 6, seed 4"]);

    await recordStudy(toyStudy, { ...toyOptions(b), share: { at: 4, of: 4 } });
    // As another processor would have computed it:
    const other = (await readUnit(join(b, "toy"), 3))!;
    other.rows.steps[0].loss = 7;
    other.machine.device = "another";
    await writeUnit(join(b, "toy"), 3, other);
    const all = await takeShares(toyStudy, [b, a], { folder: here, say });
    assertEquals([all.left, all.facts?.device], [0, "a test"]);
    assertStringIncludes(lines[1], "recorded twice with different numbers, on a test and another");
    assertEquals(await rowsIn(here), await rowsIn(whole));
    await assertRejects(
      () => takeShares(toyStudy, [here], { folder: a }),
      RangeError,
      "from: expected the folder that --to named, with shares of toy, got a recording that is whole",
    );
  }));

Deno.test("takeShares() names what of a share was cut short on its way, and takes the rest", () =>
  inFolder(async (folder) => {
    const [here, a, whole] = ["here", "a", "whole"].map((name) => join(folder, name));
    await recordStudy(toyStudy, toyOptions(whole));
    for (const at of [1, 2, 3, 4]) {
      await recordStudy(toyStudy, { ...toyOptions(a), share: { at, of: 5 } });
    }
    const unit = join(a, "toy/units/00002.json"), plan = join(a, "toy/units/plan.json");
    const [bytes, planned] = [unit, plan].map((file) => readFileSync(file));
    writeFileSync(unit, bytes.subarray(0, 300));
    const lines: string[] = [];
    const take = () => takeShares(toyStudy, [a], { folder: here, say: (line) => lines.push(line) });
    assertEquals((await take()).left, 3);
    const told = "cut short or changed since it was written; copy it again";
    assertEquals(lines[0], `${unit}: ${told}`);
    assertStringIncludes(lines[1], "missing: rate 0.01");
    // Whole, but another unit's.
    writeFileSync(unit, readFileSync(join(a, "toy/units/00003.json")));
    assertEquals((await take()).left, 3);
    assertEquals(lines.splice(2), lines.slice(0, 2));
    writeFileSync(plan, "");
    await assertRejects(take, RangeError, "got none in");
    assertEquals(lines[2], `${plan}: ${told}`);
    writeFileSync(unit, bytes);
    writeFileSync(plan, planned);
    assertEquals((await take()).left, 2);
    await recordStudy(toyStudy, { ...toyOptions(a), share: { at: 5, of: 5 } });
    assertEquals(await rowsIn(a), await rowsIn(whole));
  }));

Deno.test("takeShares() finds what another gathered while it was at it", () =>
  inFolder(async (folder) => {
    const [whole, here, a, b] = ["whole", "here", "a", "b"].map((name) => join(folder, name));
    await recordStudy(toyStudy, toyOptions(whole));
    await recordStudy(toyStudy, { ...toyOptions(a), share: { at: 1, of: 4 } });
    await recordStudy(toyStudy, { ...toyOptions(b), share: { at: 1, of: 2 } });
    const twice = (await readUnit(join(b, "toy"), 0))!;
    twice.rows.steps[0].loss = 7;
    await writeUnit(join(b, "toy"), 0, twice);
    // It says that of the first unit; the other gatherer ends just then.
    const say = () => {
      cpSync(join(whole, "toy"), join(here, "toy"), { recursive: true });
      rmSync(join(here, "toy/units"), { recursive: true });
    };
    const { left, facts } = await takeShares(toyStudy, [a, b], { folder: here, say });
    assertEquals([left, Object.keys(facts?.sums ?? {}).length], [0, 2]);
    assertEquals(await rowsIn(here), await rowsIn(whole));

    // Once it is whole a share changes nothing, neither its own nor one of other steps.
    const [there, told] = [files(here), [] as string[]];
    const take = (from: string) =>
      takeShares(toyStudy, [from], { folder: here, say: (line) => told.push(line) });
    assertEquals((await take(a)).left, 0);
    const other = join(folder, "other");
    await recordStudy(toyStudy, { ...toyOptions(other), steps: 2, share: { at: 1, of: 8 } });
    await assertRejects(() => take(other), RangeError, "steps was 12 and is now 2");
    assertEquals([files(here), told], [there, []]);
  }));

Deno.test("takeShares() takes the first seeds of a longer recording", () =>
  inFolder(async (folder) => {
    const [long, short, here] = ["long", "short", "here"].map((name) => join(folder, name));
    await recordStudy(toyStudy, { ...toyOptions(short), seeds: 1 });
    // All of the longer one but the last split's second seed.
    await recordStudy(toyStudy, { ...toyOptions(long), share: { at: 1, of: 4 } });
    await recordStudy(toyStudy, { ...toyOptions(long), share: { at: 3, of: 4 } });
    const { left, facts } = await takeShares(toyStudy, [long], { folder: here, seeds: 1 });
    assertEquals([left, facts?.seeds], [0, [3]]);
    assertEquals(await rowsIn(here), await rowsIn(short));
    const all = await takeShares(toyStudy, [long], { folder: join(folder, "all") });
    assertEquals(all.left, 4);
  }));

Deno.test("recordStudy() and takeShares() refuse another commit, size or setting, and say which", () =>
  inFolder(async (folder) => {
    const [here, there] = [join(folder, "here"), join(folder, "there")];
    const share = { at: 1, of: 8 };
    await recordStudy(toyStudy, { ...toyOptions(here), share });
    const before = files(here);
    const refused = (text: string, size: object, study: object = {}) =>
      assertRejects(
        () => recordStudy({ ...toyStudy, ...study }, { ...toyOptions(here), ...size, share }),
        RangeError,
        text,
      );
    await refused("steps was 12 and is now 13", { steps: 13 });
    await refused("seeds was [3,4] and is now [3,4,5]", { seeds: 3 });
    const settings = () => [{ rate: 0.1, margin: 1 }];
    await refused("settings was [", {}, { settings });
    await refused("configuration.dim was 2 and is now 3", {}, { configuration: { dim: 3 } });
    assertEquals(files(here), before);
    // What no plan tells might be shares of any recording.
    const file = join(here, "toy/units/plan.json"), planned = readFileSync(file);
    writeFileSync(file, planned.subarray(0, 200));
    await refused(
      'units: expected shares of this recording, got those of another (study was "a ',
      {},
    );
    writeFileSync(file, planned);

    const plan = { ...await planOf(toyStudy), commit: "another" };
    await openUnits(join(there, "toy"), plan);
    const commit = /commit was "?\w.* and is now/;
    for (
      const record of [
        () => recordStudy(toyStudy, { ...toyOptions(there), share }),
        () => takeShares(toyStudy, [here, there], { folder: join(folder, "new") }),
        () => takeShares(toyStudy, [there], { folder: here }),
      ]
    ) {
      const told = await record().then(() => "", String);
      assert(told.startsWith("RangeError") && commit.test(told), told);
    }
    // A finished recording is not replaced either.
    await recordStudy(toyStudy, toyOptions(here));
    await refused("steps was 12 and is now 13", { steps: 13 });
  }));

Deno.test("recordStudy() stops when its time is over, and does what is broken again", () =>
  inFolder(async (folder) => {
    const { left, facts } = await recordStudy(toyStudy, { ...toyOptions(folder), minutes: 0 });
    assertEquals([left, facts], [8, undefined]);
    const half = await recordStudy(toyStudy, { ...toyOptions(folder, 20), minutes: 1 / 60 });
    assert(half.left > 0 && half.left <= 8, `${half.left} left`);
    await recordStudy(toyStudy, { ...toyOptions(folder), share: { at: 1, of: 2 } });
    const unit = join(folder, "toy/units/00002.json");
    const bytes = readFileSync(unit);
    for (const at of [3, 80, bytes.length - 20]) {
      const flipped = Uint8Array.from(bytes, (byte, i) => i === at ? byte ^ 1 : byte);
      writeFileSync(unit, flipped);
      assertEquals(await readUnit(join(folder, "toy"), 1), undefined);
    }
    let made = 0;
    const onStep = () => void made++;
    const share = { at: 1, of: 2 }, lines: string[] = [];
    const say = (line: string) => void lines.push(line);
    await recordStudy(toyStudy, { ...toyOptions(folder), share, onStep, say });
    assertEquals(lines.filter((line) => line.includes("broken")), [`${unit}: broken, done again`]);
    assertEquals(made, 12, "the broken one is done again");
    assertEquals((await readUnit(join(folder, "toy"), 1))?.rows.steps.length, 12);
  }));

Deno.test("readStudy() refuses a table that is not the recorded one", () =>
  inFolder(async (folder) => {
    const { path } = await recordStudy(toyStudy, { ...toyOptions(folder), steps: 2, seeds: 1 });
    const table = join(path, "evaluations.parquet");
    const bytes = readFileSync(table);
    for (let at = 0; at < bytes.length; at += 97) {
      writeFileSync(table, Uint8Array.from(bytes, (byte, i) => i === at ? byte ^ 4 : byte));
      await assertRejects(() => readStudy(toyStudy, { folder }), RangeError, "whose sum stands in");
    }
    writeFileSync(table, bytes);
    const tables = {
      ...toyStudy.tables,
      evaluations: { ...toyStudy.tables.evaluations, more: "text" },
    } as const;
    await assertRejects(
      () => readStudy({ name: "toy", tables } as unknown as typeof toyStudy, { folder }),
      TypeError,
      "expected text in column more, got undefined in row 0",
    );
    writeFileSync(join(path, "run.json"), "{}");
    await assertRejects(() => readStudy(toyStudy, { folder }), RangeError, "the facts of a study");
    cpSync(table, join(folder, "elsewhere"));
    await assertRejects(() => readStudy(toyStudy, { folder: "tests" }), RangeError, "got none in");
  }));

Deno.test("recordStudy() refuses numbers that are none, and rows that a column cannot hold", () =>
  inFolder(async (folder) => {
    for (const wrong of [{ steps: NaN }, { seeds: 0 }, { share: { at: 3, of: 2 } }]) {
      await assertRejects(
        () => recordStudy(toyStudy, { ...toyOptions(folder), ...wrong }),
        RangeError,
        `${Object.keys(wrong)[0]}: expected an integer of at least 1`,
      );
      assertEquals(files(folder), []);
    }
    const broken: typeof toyStudy = {
      ...toyStudy,
      train: async (...args) => {
        const { steps, evaluations } = await toyStudy.train(...args);
        return { steps, evaluations: evaluations.map((row) => ({ ...row, loss: NaN })) };
      },
    };
    await assertRejects(
      () => recordStudy(broken, { ...toyOptions(folder), steps: 2 }),
      TypeError,
      "evaluations: expected a finite number in column loss, got NaN in row 0",
    );
  }));
