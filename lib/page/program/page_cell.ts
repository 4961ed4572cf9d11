/// <reference lib="dom" />
import { type EditorEvents, makeEditor } from "./editor.ts";
import { type Output, OutputPlace } from "./output_place.ts";

export interface CellData {
  /** Its place in the notebook, its name, which stays when cells move, and its number among code cells. */
  readonly id: number;
  readonly key: string;
  readonly number: number;
  readonly source: string;
  readonly kernelOnly?: string;
}

export interface CellEvents extends EditorEvents {
  runFromHere(): void;
  shows(output: Output): void;
  reset(): void;
}

export type CellState = "idle" | "running" | "ok" | "error";

export class PageCell {
  readonly editor: HTMLTextAreaElement | undefined;
  readonly outputs: OutputPlace;
  /** The text that ran to its end in the present worker. */
  ran: string | undefined;
  shown: string;
  readonly #line = document.createElement("span");
  readonly #reset: HTMLButtonElement | undefined;

  constructor(
    readonly data: CellData,
    readonly box: HTMLElement,
    text: string,
    readonly events: CellEvents,
  ) {
    this.shown = data.source;
    this.outputs = new OutputPlace(box.querySelector<HTMLElement>("[data-output]")!);
    const code = box.querySelector<HTMLElement>(".code code");
    if (!code) return;
    code.closest(".code")!.insertAdjacentHTML("afterend", '<div class="cell-bar"></div>');
    const bar = box.querySelector(".cell-bar")!;
    this.#line.className = "cell-line";
    if (data.kernelOnly) {
      this.#line.textContent = `Only a kernel can run this cell: it ${data.kernelOnly}.`;
      bar.append(this.#line);
      return;
    }
    const name = `cell ${data.number}`;
    this.editor = makeEditor(code, text, `Code of ${name}`, events);
    this.#reset = button("Reset", "reset", events.reset, `Reset ${name}`);
    bar.append(
      button("Run", "run", () => events.run(false), `Run ${name}`),
      this.#line,
      button("Run from here", "run-from", events.runFromHere, `Run from here, ${name}`),
      this.#reset,
    );
    this.mark();
  }

  get text(): string {
    return this.editor?.value ?? this.data.source;
  }

  show(state: CellState, line = ""): void {
    this.box.dataset.state = state;
    this.#line.textContent = line;
    if (state === "error") this.#open();
    this.mark();
  }

  rest(): void {
    this.show(this.ran === undefined ? "idle" : "ok");
  }

  get state(): CellState {
    return this.box.dataset.state as CellState;
  }

  set stale(line: string | undefined) {
    if (line === undefined) delete this.box.dataset.stale;
    else {
      this.box.dataset.stale = "";
      this.#line.textContent = line;
    }
  }

  get stale(): boolean {
    return "stale" in this.box.dataset;
  }

  mark(): void {
    const edited = this.text !== this.data.source;
    this.box.toggleAttribute("data-edited", edited);
    if (this.#reset) this.#reset.hidden = !edited && this.state === "idle";
  }

  add(output: Output): void {
    this.outputs.add(output);
    this.events.shows(output);
  }

  takeBack(): void {
    if (this.editor) this.editor.value = this.data.source;
    this.outputs.takeBack();
    this.stale = this.ran = undefined;
    this.shown = this.data.source;
    this.show("idle");
  }

  focus(): void {
    const fold = this.box.closest("details");
    if (fold) fold.open = true;
    this.#open();
    this.editor?.focus();
  }

  #open(): void {
    this.editor?.closest("details")?.setAttribute("open", "");
  }
}

export function button(words: string, data: string, press: () => void, label?: string) {
  const made = document.createElement("button");
  made.type = "button";
  made.textContent = words;
  if (label) made.setAttribute("aria-label", label);
  made.setAttribute(`data-${data}`, "");
  made.addEventListener("click", press);
  return made;
}
