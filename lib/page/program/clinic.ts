/// <reference lib="dom" />
import "../../charts/with_plot.ts";
import { markup } from "../../workspace/markup.ts";
import { typedNumber } from "../asking/typed_number.ts";
import { diagnose, diagnosisBody, type GivenFile, readSample } from "../../clinic/mod.ts";

const form = document.querySelector<HTMLFormElement>("#clinic")!;
const place = document.querySelector<HTMLElement>("#diagnosis")!;
const input = form.querySelector<HTMLInputElement>("[type=file]")!;
const lessons: Record<string, string> = JSON.parse(form.dataset.lessons!);
let files: readonly GivenFile[] = [];
let turn = 0;

input.addEventListener("change", () => void take(input.files!));
form.addEventListener("change", ({ target }) => target !== input && void look());
form.addEventListener("submit", (event) => event.preventDefault());
// Anywhere on the page: a file that misses the box would else be opened in its place.
addEventListener("dragover", (event) => event.preventDefault());
addEventListener("drop", (event) => {
  event.preventDefault();
  if (event.dataTransfer?.files.length) void take(event.dataTransfer.files);
});

async function take(list: FileList): Promise<void> {
  files = await Promise.all(
    [...list].map(async (file) => ({
      name: file.name,
      bytes: new Uint8Array(await file.arrayBuffer()),
    })),
  );
  await look();
}

/** Diagnoses the files under what the form says; a later call takes the place of one under way. */
async function look(): Promise<void> {
  if (files.length === 0) return;
  const own = ++turn;
  place.ariaBusy = "true";
  place.textContent = `Looking at ${files.map(({ name }) => name).join(", ")} ...`;
  // The browser shows this before the work begins.
  await new Promise((resolve) => setTimeout(resolve, 30));
  const html = await diagnosed().catch(({ message }: Error) => markup`${message}`.text);
  if (own !== turn) return;
  place.innerHTML = html;
  // The whole drawing has its name and description.
  for (const g of place.querySelectorAll("svg g[aria-label]")) g.removeAttribute("aria-label");
  place.ariaBusy = "false";
}

async function diagnosed(): Promise<string> {
  const said = Object.fromEntries(new FormData(form)) as Record<string, string>;
  const number = (name: string) =>
    said[name]?.trim() ? { [name]: Number(typedNumber(said[name])) } : {};
  const labels = said.labels || undefined;
  const { sample, read, notes } = await readSample(files, { labels });
  if (!sample.log && !sample.snapshots) throw new RangeError(notes.join(" "));
  const diagnosis = diagnose(sample, {
    ...{ ...number("margin"), ...number("gamma"), squared: said.squared === "on" },
    ...(said.library && { library: said.library }),
  });
  const link = ({ number, anchor }: { number: number; anchor: string }) =>
    lessons[number] && `${lessons[number]}#${anchor}`;
  return diagnosisBody(diagnosis, { read, notes, link });
}
