/// <reference lib="dom" />
import { isExerciseData } from "../../exercises/exercise_data.ts";
import { EXERCISE } from "../../workspace/mime_types.ts";
import { startDownloads } from "../asking/downloads.ts";
import { startParameters } from "../asking/parameters.ts";
import { startPredictions } from "../asking/predictions.ts";
import { rememberAnswer } from "../asking/answered.ts";
import { startProgress } from "../asking/progress.ts";
import { rememberRun } from "../asking/results.ts";
import { Bench, type RuntimeState } from "./bench.ts";
import { keepText, keptText } from "../kept_text.ts";
import { button, type CellData, PageCell } from "./page_cell.ts";

const carried = document.getElementById("cells")!;
const lesson = carried.dataset.lesson!;
/** Where a page notes what runs in it, for when the browser ends it: a page cannot see that coming. */
const NOTE = `triplet-lab runs ${lesson}`;
const data = JSON.parse(carried.textContent!) as CellData[];
const bar = runtimeBar();
const cells = data.flatMap((one) => {
  const box = document.querySelector<HTMLElement>(`[data-cell="${one.id}"]`);
  return box ? [cellOf(one, box)] : [];
});
const bench = new Bench(cells, {
  state: bar.state,
  ran({ data: { key } }, ended) {
    const seconds = ended.kind === "done" ? { seconds: ended.seconds } : {};
    const at = new Date().toISOString();
    rememberRun(lesson, { cell: key, at, ended: ended.kind, ...seconds });
  },
});
document.getElementById("main")!.prepend(bar.box);
whenEnded();
startPredictions(document);
startParameters(document);
startProgress(document);
startDownloads(document, () => bench.sources());

function cellOf(one: CellData, box: HTMLElement): PageCell {
  const place = `cell ${lesson} ${one.key}`;
  const cell: PageCell = new PageCell(one, box, keptText(place) ?? one.source, {
    change(text) {
      cell.mark();
      if (!keepText(place, text === one.source ? undefined : text)) bar.refused();
    },
    run(goOn) {
      bench.run([cell]);
      if (goOn) cells[cells.indexOf(cell) + 1]?.focus();
    },
    runFromHere: () => bench.run(cells.slice(cells.indexOf(cell))),
    shows({ data }) {
      const exercise = data?.[EXERCISE];
      if (isExerciseData(exercise)) rememberAnswer(lesson, exercise, cell.text);
    },
    reset: () => bench.reset(cell),
  });
  return cell;
}

function runtimeBar() {
  const box = document.createElement("div");
  box.className = "runtime";
  box.dataset.runtime = "off" satisfies RuntimeState;
  box.innerHTML = `<span>Every cell can be changed and run, here in this browser.</span>
<span class="hidden" role="status"></span>
<span id="editor-keys" hidden>Control and Enter run the cell, Shift and Enter run it and go on. Tab moves
lines in; press Escape, then Tab, to leave.</span>`;
  const [words, said] = box.children;
  const interrupt = button("Interrupt", "interrupt", () => bench.interrupt());
  const stale = button("Run what is out of date", "run-stale", () => bench.runStale());
  interrupt.disabled = true;
  stale.hidden = true;
  box.prepend(button("Run all", "run-all", () => bench.run(cells)), interrupt, stale);
  return {
    box,
    state(state: RuntimeState, text: string, aloud?: string) {
      box.dataset.runtime = state;
      interrupt.disabled = state !== "running" && state !== "starting";
      stale.hidden = state === "running" || !cells.some((cell) => cell.stale);
      words.textContent = text;
      if (aloud !== undefined) said.textContent = aloud;
      note(state === "running" ? text : undefined);
    },
    /** The browser keeps nothing: said once. */
    refused() {
      if (box.querySelector(".refused")) return;
      box.insertAdjacentHTML(
        "beforeend",
        `<p class="refused" role="status">This browser keeps nothing for this page: what you type is lost
when it is closed or loaded again.</p>`,
      );
    },
  };
}

/** Notes what runs, or that nothing does; gives what was noted. */
function note(text?: string): string | null {
  try {
    const noted = sessionStorage.getItem(NOTE);
    if (text === undefined) sessionStorage.removeItem(NOTE);
    else sessionStorage.setItem(NOTE, text);
    return noted;
  } catch {
    return null;
  }
}

/** A page that the browser ended while a cell ran says so when it is loaded again. */
function whenEnded(): void {
  addEventListener("pagehide", () => note());
  const noted = note();
  if (!noted) return;
  const words = `The browser ended this page (“${noted}”), perhaps for want of memory. What you ` +
    "typed is here.";
  bar.state("off", words, words);
}
