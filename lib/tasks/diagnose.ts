/** `deno task diagnose FILE...`: what is wrong with a triplet training, as a page or as text. */
import { basename, existsSync, join, pathToFileURL } from "../host/node.ts";
import { readdirSync, readFile, resolve } from "../host/node.ts";
import { ROOT } from "../workspace/paths.ts";
import { reasonOf } from "../workspace/system_error.ts";
import { writeAtomic } from "../workspace/write_atomic.ts";
import { Markup } from "../workspace/markup.ts";
import { numberOf, options, refuse, tryPlace, userFolder } from "./options.ts";
import HELP from "./help/diagnose.txt" with { type: "text" };

const { _: paths, ...given } = options(HELP, {
  ...{ labels: "", margin: "", squared: false, library: "", gamma: "", m: "", value: "" },
  ...{ column: [] as string[], text: false, to: "diagnosis.html" },
}, { words: true });
if (paths.length === 0) refuse(`FILE: expected a log or embeddings, got none\n\n${HELP}`);

const placed = (path: string) => resolve(userFolder(), path);
const open = async (path: string) => ({
  name: basename(path),
  bytes: new Uint8Array(
    await readFile(placed(path)).catch((error: Error) =>
      refuse(`FILE: expected one that can be read, got ${path} (${reasonOf(error)})`)
    ),
  ),
});
const { value, ...told } = Object.fromEntries(
  (["margin", "gamma", "m", "value"] as const).filter((name) => given[name] !== "")
    .map((name) => [name, numberOf(name, given[name])]),
);
if (!given.text) await tryPlace(placed(given.to));
const { diagnose, diagnosisBody, diagnosisText, readSample } = await import("../clinic/mod.ts");
const labels = given.labels === ""
  ? {}
  : { labels: existsSync(placed(given.labels)) ? await open(given.labels) : given.labels };
const { sample, read, notes } = await readSample(await Promise.all(paths.map(open)), labels);
if (!sample.log && !sample.snapshots) refuse(notes.join("\n"));

const last = sample.snapshots?.at(-1);
if (value !== undefined && !last) refuse("--value: expected embeddings beside it, got none");
const columns = Object.fromEntries(given.column.map((pair) => pair.split(/=(.*)/s, 2)));
try {
  const whole = { ...sample, ...value !== undefined && { value: { loss: value, batch: last! } } };
  const diagnosis = diagnose(whole, {
    ...told,
    ...given.library && { library: given.library },
    squared: given.squared,
    columns,
  });
  if (given.text) console.log(diagnosisText(diagnosis, { read, notes }));
  else await writePage(diagnosisBody(diagnosis, { read, notes, link: lessonLink }), diagnosis);
} catch (error) {
  if (!(error instanceof RangeError || error instanceof TypeError)) throw error;
  refuse(error.message);
}

function lessonLink({ number, anchor }: { number: number; anchor: string }): string | undefined {
  const folder = join(ROOT, "reports");
  const file = existsSync(folder) &&
    readdirSync(folder).find((name) => name.startsWith(`0${number}_`) && name.endsWith(".html"));
  return file ? `${pathToFileURL(join(folder, file))}#${anchor}` : undefined;
}

async function writePage(text: string, { verdict }: { verdict: string }): Promise<void> {
  const { page } = await import("../report/page.ts");
  const to = placed(given.to);
  const content = { title: "Diagnosis", file: basename(to), book: [], body: new Markup(text) };
  await writeAtomic(to, await page(content));
  console.log(`${verdict}: ${to}`);
}
