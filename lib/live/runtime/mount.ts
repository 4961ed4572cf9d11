/// <reference lib="dom" />
import { controlElements, setControl } from "./controls.ts";
import { patch } from "./patch.ts";
import { clampTo, fromPixels, toPixels } from "./plane.ts";
import type { Handle, LiveProgram, View } from "./program.ts";
import { element } from "./scene.ts";
import { svgOf } from "./static_svg.ts";
import style from "./style.css" with { type: "text" };

/** The least and the most that a live figure is wide, in pixels. */
const [NARROWEST, WIDEST] = [300, 760];

/** An arrow key moves a handle by this share of its plane, with Shift by ten times as much. */
const KEY_STEP = 0.01;

/** From this many handles on, the first Tab stop leads past them. */
const MANY_HANDLES = 8;

/** How near a pointer must come to the middle of a handle, in pixels. */
const REACH = 24;

/** After a change, the words are said when it has been quiet for this long, in milliseconds. */
const QUIET_FOR = 400;

/** What plays by itself stands still for so long where less motion is wanted, in milliseconds. */
const STILL = 400;

/** The most milliseconds that count as one frame. */
const LONGEST = 100;

const ARROWS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
};

/**
 * Brings every figure of one kind in the page to life, once each: what a figure's script does. Where
 * it fails the static picture stays.
 *
 * @param program The figure's functions.
 */
export function mount<State>(program: LiveProgram<State>): void {
  const all = () => {
    const hosts = document.querySelectorAll<HTMLElement>(`[data-live-figure="${program.name}"]`);
    for (const host of hosts) {
      if (host.dataset.mounted !== undefined) continue;
      const state = host.querySelector('script[type="application/json"]')?.textContent;
      if (!state) continue;
      host.dataset.mounted = "";
      try {
        new LiveHost(program, host, JSON.parse(state));
      } catch (error) {
        reportError(error); // the others on the page come to life
      }
    }
  };
  addStyle();
  all();
  document.addEventListener("triplet-lab:outputs", all); // a cell ran in the page
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", all);
}

/** One figure in a page: its state, and the elements that show it. */
class LiveHost<State> {
  readonly #program: LiveProgram<State>;
  readonly #host: HTMLElement;
  readonly #first: State;
  readonly #id: string;
  #state: State;
  #view!: View;
  #width: number;
  #words: string;
  #frame = 0;
  #saying = 0;
  #ticked = 0;
  #held: { handle: string; pointer: number; offset: [number, number] } | undefined;

  constructor(program: LiveProgram<State>, host: HTMLElement, state: State) {
    this.#program = program;
    this.#host = host;
    this.#first = this.#state = state;
    this.#id = freeId();
    this.#words = "";
    host.id ||= this.#id;
    host.classList.add("live-figure");
    // JupyterLab's shortcuts (A makes a cell) rest while the focus is in here.
    host.setAttribute("data-lm-suppress-shortcuts", "true");
    this.#width = widthOf(host);
    // Drawn aside first: when that throws, the static picture is still there.
    const elements = this.#elements();
    host.replaceChildren();
    patch(host, elements);

    host.addEventListener("pointerdown", (event) => this.#take(event));
    host.addEventListener("pointermove", (event) => this.#pull(event));
    host.addEventListener("pointerup", () => this.#held = undefined);
    host.addEventListener("pointercancel", () => this.#held = undefined);
    // A finger on a point moves it and not the page; anywhere else it scrolls.
    host.addEventListener("touchstart", (event) => {
      if (onHandle(event) && event.cancelable) event.preventDefault();
    }, { passive: false });
    host.addEventListener("keydown", (event) => this.#key(event));
    host.addEventListener("input", (event) => this.#input(event));
    host.addEventListener("click", (event) => this.#click(event));
    new ResizeObserver(() => {
      const width = widthOf(host);
      if (width === this.#width) return;
      this.#width = width;
      this.#draw();
    }).observe(host);
    this.#play();
  }

  /** Takes a new state; the page follows with the next frame. */
  #become(state: State): void {
    if (state === this.#state) return;
    this.#state = state;
    this.#draw();
    clearTimeout(this.#saying);
    this.#saying = setTimeout(() => {
      this.#words = this.#view.words;
      this.#draw();
    }, QUIET_FOR) as unknown as number;
    this.#play();
  }

  #draw(): void {
    this.#frame ||= requestAnimationFrame(() => this.#drawNow());
  }

  #drawNow(): void {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    patch(this.#host, this.#elements());
  }

  #elements() {
    const { svg, view } = svgOf(this.#program, this.#state, {
      width: this.#width,
      live: true,
      calm: matchMedia("(prefers-reduced-motion: reduce)").matches,
      id: this.#id,
    });
    this.#view = view;
    return [
      ...(view.handles.length >= MANY_HANDLES
        ? [element(
          "button",
          { key: "skip", type: "button", class: "live-skip", "data-action": "skip" },
          "Past the points, to the settings",
        )]
        : []),
      svg,
      controlElements(this.#program.controls(this.#state), this.#id),
      element("p", { key: "help", class: "live-help" }, this.#program.help),
      element("p", { key: "words", class: "live-hidden", role: "status" }, this.#words),
    ];
  }

  /** Where an event is in the picture, in its pixels. */
  #place(event: PointerEvent): [number, number] {
    const svg = this.#host.querySelector(":scope > svg") as SVGSVGElement;
    const box = svg.getBoundingClientRect();
    const [, top, width] = svg.getAttribute("viewBox")!.split(" ").map(Number);
    const scale = width / box.width;
    return [(event.clientX - box.left) * scale, (event.clientY - box.top) * scale + top];
  }

  #take(event: PointerEvent): void {
    if (event.button !== 0 || !onHandle(event)) return;
    const place = this.#place(event);
    // Where handles lie over each other, the nearest is meant, not the uppermost.
    let nearest: Handle | undefined;
    let distance = REACH;
    for (const handle of this.#view.handles) {
      const [x, y] = toPixels(handle.plane, handle.at);
      const away = Math.hypot(x - place[0], y - place[1]);
      if (away < distance) [nearest, distance] = [handle, away];
    }
    if (!nearest) return;
    event.preventDefault();
    const [x, y] = toPixels(nearest.plane, nearest.at);
    this.#held = {
      handle: nearest.id,
      pointer: event.pointerId,
      offset: [x - place[0], y - place[1]],
    };
    this.#host.setPointerCapture(event.pointerId);
    const node = this.#host.querySelector<SVGElement>(`[data-handle="${CSS.escape(nearest.id)}"]`);
    node?.focus({ preventScroll: true });
    // Taken is chosen, even when it does not move.
    this.#become(this.#program.move(this.#state, nearest.id, nearest.at));
  }

  #pull(event: PointerEvent): void {
    const held = this.#held;
    if (!held || held.pointer !== event.pointerId) return;
    const handle = this.#view.handles.find(({ id }) => id === held.handle);
    if (!handle) return;
    const [x, y] = this.#place(event);
    const { plane } = handle;
    const to = clampTo(plane, fromPixels(plane, [x + held.offset[0], y + held.offset[1]]));
    this.#become(this.#program.move(this.#state, handle.id, to));
  }

  #key(event: KeyboardEvent): void {
    // Two keys may come within one frame: the second goes on from where the first led.
    if (this.#frame) this.#drawNow();
    const node = (event.target as Element).closest<SVGElement>("[data-handle]");
    const handle = this.#view.handles.find(({ id }) => id === node?.dataset.handle);
    if (!handle || event.ctrlKey || event.altKey || event.metaKey) return;
    const arrow = ARROWS[event.key];
    if (arrow) {
      event.preventDefault();
      const share = KEY_STEP * (event.shiftKey ? 10 : 1);
      const { x, y } = handle.plane;
      const { at } = handle;
      const to = clampTo(handle.plane, [
        at[0] + arrow[0] * share * (x[1] - x[0]),
        at[1] + arrow[1] * share * (y[1] - y[0]),
      ]);
      this.#become(this.#program.move(this.#state, handle.id, to));
    } else if (event.key.length === 1 && this.#program.press) {
      const pressed = this.#program.press(this.#state, handle.id, event.key.toLowerCase());
      if (pressed !== this.#state) event.preventDefault();
      this.#become(pressed);
    }
  }

  #input(event: Event): void {
    const input = event.target as HTMLInputElement | HTMLSelectElement;
    const { control } = input.dataset;
    if (!control) return;
    this.#become(setControl(this.#program, this.#state, control, valueOf(input)));
  }

  #click(event: Event): void {
    const button = (event.target as Element).closest<HTMLElement>("button");
    if (!button) return;
    const { action, control } = button.dataset;
    if (action === "reset") this.#become(structuredClone(this.#first));
    else if (action === "skip") {
      this.#host.querySelector<HTMLElement>(".live-controls :is(input, select, button)")?.focus();
    } else if (control) this.#become(setControl(this.#program, this.#state, control, true));
  }

  /**
   * Frame after frame, for as long as the program moves by itself; for a reader who wants less motion,
   * in a few steps a second.
   */
  #play(): void {
    const { tick } = this.#program;
    if (!tick || this.#ticked || tick(this.#state, 0) === undefined) return;
    const pause = matchMedia("(prefers-reduced-motion: reduce)").matches ? STILL : 0;
    this.#ticked = performance.now();
    const step = (now: number) => {
      const spent = now - this.#ticked;
      if (spent < pause) return requestAnimationFrame(step);
      this.#ticked = now;
      // A page that was hidden goes on where it was.
      const next = this.#host.isConnected
        ? tick(this.#state, Math.min(Math.max(spent, 0), pause + LONGEST))
        : undefined;
      if (next === undefined) this.#ticked = 0;
      else {
        this.#become(next);
        requestAnimationFrame(step);
      }
    };
    requestAnimationFrame(step);
  }
}

function onHandle({ target }: Event): boolean {
  return (target as Element).closest("[data-handle]") !== null;
}

function valueOf(input: HTMLInputElement | HTMLSelectElement): string | number | boolean {
  if (input.localName === "select") {
    return (input as HTMLSelectElement).selectedOptions[0]?.dataset.value ?? "";
  }
  const { type, checked, value, dataset } = input as HTMLInputElement;
  return type === "checkbox" ? checked : type === "radio" ? dataset.value ?? "" : Number(value);
}

function widthOf(host: HTMLElement): number {
  const width = Math.round(host.getBoundingClientRect().width);
  return width === 0 ? WIDEST : Math.min(Math.max(width, NARROWEST), WIDEST);
}

/** An id that no other figure of the page has, be its script another copy of this one. */
function freeId(): string {
  let number = 1;
  while (document.querySelector(`[id^="live-figure-${number}-"]`)) number++;
  return `live-figure-${number}-`;
}

/** A sheet that the page's policy on inline styles does not refuse; one a page, not one a script. */
function addStyle(): void {
  const page = document as Document & { tripletLabLiveStyle?: true };
  if (page.tripletLabLiveStyle) return;
  page.tripletLabLiveStyle = true;
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(style);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
}
