/** The clinic with junk in every place of what it is given: each is refused by its name. */
import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import * as clinic from "#lib/clinic/mod.ts";

const JUNK = [undefined, null, true, NaN, -1, 10n, "x", Symbol("s"), () => 1, {}, [], [[]], [null]]
  .concat([[Symbol("s")], [1n], new Map(), new Float32Array(3), Object.create(null)] as never[]);

const embeddings = [[0, 0], [3, 4], [3, 0], [0, 4], [6, 0], [6, 8]], labels = [0, 0, 1, 1, 2, 2];
const batch = { embeddings, labels, dim: 2, names: ["a", "b", "c"], step: 1, part: "train" };
const sample = {
  log: { step: [1, 2, 3, 4, 5, 6], loss: [1, 0.9, 0.8, 0.7, 0.6, 0.5] },
  snapshots: [batch, { ...batch, step: 2 }],
  value: { loss: 1.5, batch, margin: 2 },
};
const options = { margin: 0.2, squared: false, library: "open-reid", columns: { loss: "loss" } };
const diagnosis = clinic.diagnose(sample as never, options);
const bytes = new TextEncoder().encode("step,loss\n1,0.3\n2,0.2\n");
const files = [{ name: "log.csv", bytes }, { name: "more.csv", bytes }];

/** The same with junk in the place of one part, for each of its parts; lists' first ones. */
function* withJunk(whole: unknown, place = ""): Generator<[place: string, changed: unknown]> {
  for (const junk of JUNK) yield [place, junk];
  if (Object(whole) !== whole || ArrayBuffer.isView(whole) || typeof whole === "function") return;
  for (const [name, part] of Object.entries(whole as object).slice(0, 40)) {
    if (Array.isArray(whole) && +name > 1) break;
    for (const [within, changed] of withJunk(part, `${place}.${name}`)) {
      const copy = Array.isArray(whole)
        ? whole.with(+name, changed)
        : { ...whole as object, [name]: changed };
      yield [within, copy];
    }
  }
}

/** What is neither an answer nor a refusal in the one form of words. */
async function faultsOf(call: (...given: never[]) => unknown, ...given: unknown[]) {
  const faults = new Set<string>();
  for (const i of given.keys()) {
    for (const [place, changed] of withJunk(given[i], `${i}`)) {
      try {
        await call(...given.with(i, changed) as never[]);
      } catch (error) {
        const { message } = error as Error;
        const named = error instanceof TypeError || error instanceof RangeError;
        if (!named || !/^[\w.[\]]+: expected [^]+, got /.test(message)) {
          faults.add(`${place}: ${message}`);
        }
      }
    }
  }
  return [...faults];
}

Deno.test("diagnose(), explainValue() and columnsOf() refuse junk by its name", async () => {
  assertEquals(await faultsOf(clinic.diagnose, sample, options), []);
  assertEquals(await faultsOf(clinic.explainValue, sample.value, options), []);
  assertEquals(await faultsOf(clinic.columnsOf, sample.log, { loss: "loss" }), []);
});

Deno.test("what shows a diagnosis refuses by name what is none, whole or in part", async () => {
  const said = { read: ["a"], notes: ["b"] };
  assertEquals(await faultsOf(clinic.diagnosisText, diagnosis, said), []);
  for (const junk of JUNK) {
    for (const show of [clinic.diagnosisText, clinic.diagnosisBody, clinic.diagnosisFigures]) {
      assertThrows(() => show(junk as never), TypeError, "diagnosis");
    }
  }
  const unwaited = clinic.readSample(files) as never;
  assertThrows(() => clinic.diagnose(unwaited), TypeError, "got a promise, which is to be awaited");
  assertThrows(() => clinic.diagnosisText(unwaited), TypeError, "diagnosis.verdict: expected");
  const parsed = JSON.parse(JSON.stringify(diagnosis));
  assertThrows(() => clinic.diagnosisText(parsed), TypeError, "positives: expected a list");
  for (const show of [clinic.diagnosisBody, clinic.diagnosisFigures]) {
    const odd = { ...diagnosis, measured: { ...diagnosis.measured, snapshots: [{}] } };
    assertThrows(() => show(odd as never), TypeError, "diagnosis.measured.snapshots[0].rows");
  }
});

Deno.test("readSample() refuses what is no file, and reads all that is one", async () => {
  assertEquals(await faultsOf(clinic.readSample, files, { labels: files[1] }), []);
  await assertRejects(() => clinic.readSample("log.csv" as never), TypeError, "files: expected");
  await assertRejects(
    () => clinic.readSample([{ name: "log.csv", bytes: "a,b" as never }]),
    TypeError,
    'bytes: expected a Uint8Array, got "a,b"',
  );
  assert((await clinic.readSample(files)).sample.log);
});

Deno.test("a log whose steps are not finite is drawn over its rows, and one that is null is none", () => {
  for (const step of [[NaN], [1, 2, Infinity]]) {
    const diagnosis = clinic.diagnose({ log: { loss: step.map(() => 1), step } });
    assertEquals(diagnosis.measured.log?.steps[0], 1);
    assertEquals(clinic.diagnosisFigures(diagnosis).length, 1);
  }
  const snapshots = [{ embeddings, labels }];
  const beside = clinic.diagnose({ log: null as never, snapshots });
  assertEquals(clinic.diagnosisText(beside), clinic.diagnosisText(clinic.diagnose({ snapshots })));
});
