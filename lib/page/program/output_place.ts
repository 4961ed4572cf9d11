/// <reference lib="dom" />
import { liveOutput } from "../../live/live_html.ts";
import { joined } from "../../notebooks/joined.ts";
import type { Output as NotebookOutput } from "../../notebooks/notebook.ts";
import { textEnd } from "../mod.ts";
import { outputToHtml } from "../outputs/output_to_html.ts";
import { parseInBrowser } from "../outputs/parse_in_browser.ts";

export type Output = NotebookOutput & { display_id?: string };

const LIVE = document.querySelector("[data-live-figure]") !== null;

/** Where the outputs of a cell stand: those that were recorded, until the cell runs. */
export class OutputPlace {
  readonly #recorded: readonly Node[];
  /** The numbers of the recorded figures, which the new ones get. */
  readonly #labels: readonly { id: string; number: string }[];
  #fresh = false;
  #figures = 0;
  #stream: { name: string; text: string; element: Element } | undefined;
  readonly #displays = new Map<string, HTMLElement>();

  constructor(readonly box: HTMLElement) {
    this.#recorded = [...box.childNodes];
    this.#labels = [...box.querySelectorAll("figure[id]")].map((figure) => ({
      id: figure.id,
      number: figure.querySelector(".number")?.textContent?.replace(/^Figure /, "") ?? "",
    }));
  }

  begin(): void {
    this.#fresh = true;
  }

  add(output: Output): void {
    this.end();
    try {
      if (output.output_type === "stream") {
        this.#print(output.name ?? "stdout", joined(output.text));
      } else this.#place(output);
    } catch (error) {
      this.#print("stderr", `An output cannot be shown: ${(error as Error).message}.\n`);
    }
    document.dispatchEvent(new Event("triplet-lab:outputs"));
  }

  /** A cell that left nothing shows nothing. */
  end(): void {
    if (!this.#fresh) return;
    this.#fresh = false;
    this.#figures = 0;
    this.#stream = undefined;
    this.#displays.clear();
    // What a teacher sees beside an exercise stays.
    const kept = [...this.box.children].filter((one) => one.matches(".expected"));
    this.box.replaceChildren(...kept);
  }

  takeBack(): void {
    this.begin();
    this.end();
    this.box.replaceChildren(...this.#recorded);
  }

  #print(name: string, text: string): void {
    if (this.#stream?.name !== name) {
      this.box.insertAdjacentHTML("beforeend", '<pre class="output"></pre>');
      this.#stream = { name, text: "", element: this.box.lastElementChild! };
    }
    const stream = this.#stream!;
    // A line that returns to its beginning replaces itself.
    stream.text = textEnd((stream.text + text).replace(/^.*\r(?!\n)(?=[^\n])/gm, ""));
    stream.element.textContent = stream.text;
  }

  #place(output: Output): void {
    const { display_id: id, data = {} } = output;
    const there = id === undefined ? undefined : this.#displays.get(id);
    const isFigure = Object.keys(data).some((type) => type.startsWith("image/"));
    // A figure that takes another's place takes its number, too.
    const number = there?.querySelector("figure[id]")?.id;
    const label = !there && isFigure
      ? this.#labels[this.#figures++]
      : this.#labels.find(({ id }) => id === number);
    const element = document.createElement("div");
    const live = LIVE && { live: liveOutput };
    const options = { parse: parseInBrowser, ...live, ...(label && { label }) };
    element.innerHTML = outputToHtml(output, options).text;
    if (there) there.replaceWith(element);
    else {
      this.box.append(element);
      this.#stream = undefined;
    }
    if (id !== undefined) this.#displays.set(id, element);
  }
}
