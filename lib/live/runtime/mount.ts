/// <reference lib="dom" />
import { type Markup, markup } from "../../workspace/markup.ts";
import { controlsOf } from "./controls.ts";
import { drawFigure, type Drawn } from "./draw_figure.ts";
import { type PlaneFigure, setControl } from "./figure.ts";
import { patch } from "./patch.ts";
import { clampTo, fromPixels } from "./plane.ts";
import style from "./style.css" with { type: "text" };

/** A live figure's least and largest width, and how near a pointer must come to a dot's middle, in pixels. */
const [NARROWEST, WIDEST, REACH] = [300, 760, 24];

/** The share of its plane that an arrow key moves a dot; how many dots a first Tab stop leads past. */
const [KEY_STEP, MANY_DOTS] = [0.01, 8];

/** Milliseconds of quiet before the words are said, of a step where less motion is wanted, of a frame at most. */
const [QUIET_FOR, STILL, LONGEST] = [400, 400, 100];

const DRAG =
  "Drag a point, or reach it with Tab and move it with the arrow keys (with Shift ten times " +
  "as far). ";

const PAST = markup`<button type="button" class="live-skip" data-action="skip"
>Past the points, to the settings</button>`;
const RESET = markup`<button type="button" data-action="reset">Reset</button>`;
const ARROWS = new Map(Object.entries({
  ...{ ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] },
}));

/** Brings every figure of these kinds in the page to life; where that fails the static picture stays. */
// deno-lint-ignore no-explicit-any -- each kind has a state of its own
export function mount(kinds: readonly PlaneFigure<any>[]): void {
  const all = () => {
    for (const host of document.querySelectorAll<HTMLElement>("[data-live-figure]")) {
      const figure = kinds.find(({ name }) => name === host.dataset.liveFigure);
      const state = host.querySelector('script[type="application/json"]')?.textContent;
      if (!figure || !state || host.dataset.mounted !== undefined) continue;
      host.dataset.mounted = "";
      try {
        new LiveHost(figure, host, JSON.parse(state));
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

class LiveHost<State extends { readonly title: string }> {
  /** No other figure of the page has it, be its script another copy of this one. */
  readonly #id = `live-figure-${Math.random().toString(36).slice(2)}-`;
  #state: State;
  #width: number;
  #drawn: Drawn;
  #words = "";
  #frame = 0;
  #saying: ReturnType<typeof setTimeout> | undefined;
  #ticked = 0;
  #held: { dot: number; pointer: number; offset: [number, number] } | undefined;

  constructor(
    readonly figure: PlaneFigure<State>,
    readonly host: HTMLElement,
    readonly first: State,
  ) {
    this.#state = first;
    this.#width = widthOf(host);
    // Drawn aside first: when that throws, the static picture is still there.
    this.#drawn = this.#drawnNow();
    const elements = this.#elements();
    host.id ||= this.#id;
    host.classList.add("live-figure");
    // JupyterLab's shortcuts (A makes a cell) rest while the focus is in here.
    host.setAttribute("data-lm-suppress-shortcuts", "true");
    host.replaceChildren();
    patch(host, elements);
    this.#listen();
    this.#play();
  }

  #listen(): void {
    const host = this.host;
    host.addEventListener("pointerdown", (event) => this.#take(event));
    host.addEventListener("pointermove", (event) => this.#pull(event));
    host.addEventListener("lostpointercapture", () => this.#held = undefined);
    // A finger on a point moves it and not the page; anywhere else it scrolls.
    host.addEventListener("touchstart", (event) => {
      if (dotOf(event) >= 0 && event.cancelable) event.preventDefault();
    }, { passive: false });
    host.addEventListener("keydown", (event) => this.#key(event));
    host.addEventListener("input", ({ target }) => {
      const input = target as HTMLInputElement; // or a menu
      this.#set(input.dataset.control, valueOf(input));
    });
    host.addEventListener("click", ({ target }) => {
      const { action, control } = (target as Element).closest("button")?.dataset ?? {};
      if (action === "reset") this.#become(structuredClone(this.first));
      else if (action === "skip") {
        host.querySelector<HTMLElement>(".live-controls :is(input, select, button)")?.focus();
      } else this.#set(control, true);
    });
    new ResizeObserver(() => {
      if (widthOf(host) === this.#width) return;
      this.#width = widthOf(host);
      this.#draw();
    }).observe(host);
  }

  #set(control: string | undefined, value: string | number | boolean): void {
    if (control) this.#become(setControl(this.figure, this.#state, control, value));
  }

  #become(state: State): void {
    if (state === this.#state) return;
    this.#state = state;
    this.#draw();
    clearTimeout(this.#saying);
    this.#saying = setTimeout(() => {
      this.#words = this.#drawn.picture.words;
      this.#draw();
    }, QUIET_FOR);
    this.#play();
  }

  #draw(): void {
    this.#frame ||= requestAnimationFrame(() => this.#show());
  }

  #show(): void {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    this.#drawn = this.#drawnNow();
    patch(this.host, this.#elements());
  }

  #drawnNow(): Drawn {
    const frame = { width: this.#width, live: true, calm: isCalm(), id: this.#id };
    return drawFigure(this.figure, this.#state, frame);
  }

  #elements(): Markup {
    const { svg, places: { length: many } } = this.#drawn;
    const past = many >= MANY_DOTS && PAST;
    const controls = this.figure.controls(this.#state, controlsOf(this.#id));
    return markup`<div>${past}</div>${svg}
<div class="live-controls" role="group" aria-label="Settings">${controls}${RESET}</div>
<p class="live-help">${many > 0 && DRAG}${this.figure.help}</p>
<p class="live-hidden" role="status">${this.#words}</p>`;
  }

  #place({ clientX, clientY }: PointerEvent): [number, number] {
    const svg = this.host.querySelector(":scope > svg") as SVGSVGElement;
    const box = svg.getBoundingClientRect();
    const { y, width } = svg.viewBox.baseVal;
    const scale = width / box.width;
    return [(clientX - box.left) * scale, (clientY - box.top) * scale + y];
  }

  #move(dot: number, to: readonly number[]): void {
    this.#become(this.figure.move!(this.#state, dot, clampTo(this.#drawn.plane, to)));
  }

  #take(event: PointerEvent): void {
    if (event.button !== 0 || dotOf(event) < 0) return;
    const [x, y] = this.#place(event);
    const { places, picture } = this.#drawn;
    // Where dots lie over each other, the nearest is meant, not the uppermost.
    const away = places.map((at) => Math.hypot(at[0] - x, at[1] - y));
    const dot = away.indexOf(Math.min(...away));
    if (!(away[dot] < REACH)) return;
    event.preventDefault();
    const offset: [number, number] = [places[dot][0] - x, places[dot][1] - y];
    this.#held = { dot, pointer: event.pointerId, offset };
    this.host.setPointerCapture(event.pointerId);
    this.host.querySelector<SVGElement>(`[data-handle="${dot}"]`)?.focus({ preventScroll: true });
    // Taken is chosen, even when it does not move.
    this.#move(dot, picture.dots![dot].at);
  }

  #pull(event: PointerEvent): void {
    const held = this.#held;
    if (held?.pointer !== event.pointerId) return;
    const [x, y] = this.#place(event);
    const to = fromPixels(this.#drawn.plane, [x + held.offset[0], y + held.offset[1]]);
    this.#move(held.dot, to);
  }

  #key(event: KeyboardEvent): void {
    // Two keys may come within one frame: the second goes on from where the first led.
    if (this.#frame) this.#show();
    const dot = dotOf(event);
    if (dot < 0 || event.ctrlKey || event.altKey || event.metaKey) return;
    const arrow = ARROWS.get(event.key);
    const { press } = this.figure;
    if (arrow) {
      event.preventDefault();
      const share = KEY_STEP * (event.shiftKey ? 10 : 1);
      const { plane: { x, y }, picture } = this.#drawn;
      const { at } = picture.dots![dot];
      this.#move(dot, [x, y].map(([from, to], k) => at[k] + arrow[k] * share * (to - from)));
    } else if (event.key.length === 1 && press) {
      const pressed = press(this.#state, dot, event.key.toLowerCase());
      if (pressed !== this.#state) event.preventDefault();
      this.#become(pressed);
    }
  }

  /** Frame after frame while the figure moves by itself; where less motion is wanted, a few a second. */
  #play(): void {
    const { tick } = this.figure;
    if (!tick || this.#ticked || tick(this.#state, 0) === undefined) return;
    const pause = isCalm() ? STILL : 0;
    this.#ticked = performance.now();
    const step = (now: number) => {
      const spent = now - this.#ticked;
      if (spent < pause) return requestAnimationFrame(step);
      this.#ticked = now;
      // A page that was hidden goes on where it was.
      const next = this.host.isConnected
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

const isCalm = (): boolean => matchMedia("(prefers-reduced-motion: reduce)").matches;

function dotOf({ target }: Event): number {
  return Number((target as Element).closest<SVGElement>("[data-handle]")?.dataset.handle ?? -1);
}

function valueOf({ type, checked, value }: HTMLInputElement): string | number | boolean {
  return type === "checkbox" ? checked : type === "range" ? Number(value) : value;
}

function widthOf(host: HTMLElement): number {
  const width = Math.round(host.getBoundingClientRect().width);
  return width === 0 ? WIDEST : Math.min(Math.max(width, NARROWEST), WIDEST);
}

/** A sheet that the page's policy on inline styles does not refuse; one a page, not one a script. */
function addStyle(): void {
  const page = document as Document & { tripletLabLiveStyle?: CSSStyleSheet };
  if (page.tripletLabLiveStyle) return;
  page.tripletLabLiveStyle = new CSSStyleSheet();
  page.tripletLabLiveStyle.replaceSync(style);
  page.adoptedStyleSheets.push(page.tripletLabLiveStyle);
}
