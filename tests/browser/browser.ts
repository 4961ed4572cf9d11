/**
 * A real browser for the tests: Debian's Chromium through playwright-core, under Deno and Bun alike.
 *
 *     browserTest("the page has a title", async ({ open, write }) => {
 *       const tab = await open(await write("page.html", "<title>Hello</title>"));
 *       assertEquals(await tab.look("document.title"), "Hello");
 *     });
 *
 * The network is cut: a page may load `file:`, `data:` and `blob:`. A test fails, besides its own
 * assertions, when a page wrote an error to the console, threw, or asked for anything else.
 */
import type { Browser, BrowserContext, CDPSession, Locator, Page } from "playwright-core";
import { AssertionError } from "@std/assert";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import process from "node:process";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** The browser that the tests use; undefined where there is none. */
export const CHROMIUM: string | undefined = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
].find((path) => existsSync(path));

/** Why the browser tests cannot run here; empty when they can. */
export const NO_BROWSER: string = CHROMIUM
  ? ""
  : "there is no Chromium here: apt-get install chromium";

/** Why no test in a browser runs a second time. */
export const ONCE: string = "Bun" in globalThis
  ? "what the browser does is tried once, under Deno"
  : "";

const NO_GPU: readonly string[] = ["--disable-gpu"];

/** WebGPU on an adapter that the processor plays. */
export const SOFTWARE_GPU: readonly string[] = [
  "--enable-unsafe-webgpu",
  "--use-webgpu-adapter=swiftshader",
];

/** How a page is opened. */
export interface OpenOptions {
  /** The window, in CSS pixels. By default 1280 x 800. */
  readonly width?: number;
  readonly height?: number;
  /** What the reader's system prefers. By default light. */
  readonly colorScheme?: "light" | "dark";
  /** A finger in place of a mouse. */
  readonly touch?: boolean;
  /** `false` turns the page's scripts off. */
  readonly script?: boolean;
  /** A script that runs before the page's own. */
  readonly before?: string;
  /** An origin beside the disk that the page may ask, as `http://127.0.0.1:8888`. */
  readonly allow?: string;
  /** Console errors that are none of the page's: true leaves one out. */
  readonly forgive?: (error: string) => boolean;
}

/** A point of the window, in CSS pixels. */
export interface Spot {
  readonly x: number;
  readonly y: number;
}

/** An open page. */
export interface Tab {
  /** Playwright's own page, for everything else. */
  readonly page: Page;
  /** What went wrong in it so far: console errors, exceptions, requests that left the disk. */
  readonly problems: readonly string[];
  /** The value of an expression in the page, which a page's content security policy cannot refuse. */
  look<T>(expression: string): Promise<T>;
  /** Presses the mouse at one place, moves it in steps, and releases it at another. */
  drag(from: Spot, to: Spot, steps?: number): Promise<void>;
  /** The same with a finger. */
  swipe(from: Spot, to: Spot, steps?: number): Promise<void>;
  /** The middle of an element. */
  middle(element: Locator | string): Promise<Spot>;
  /** What axe-core finds wrong, a line each: rule, what it wants, where. */
  axe(within?: string): Promise<string[]>;
  /** Presses Tab until the focus is back where it was: the elements it came by, in order. */
  tabOrder(): Promise<string[]>;
  /** Presses Tab through the whole page: what can be used with a mouse and was not come by. */
  unreachable(): Promise<string[]>;
  /** How many CSS pixels the page is wider than its window. */
  sideways(): Promise<number>;
  /** Opens the page again, with what it had kept, which a busy Chromium may forget. */
  again(): Promise<void>;
  /** Writes a PNG of the whole page, to look at. */
  screenshot(path: string): Promise<void>;
}

/** What a browser test gets. */
export interface Tools {
  /** Opens a page: a path, or an address. */
  open(page: string, options?: OpenOptions): Promise<Tab>;
  /** Writes a file into the test's own folder; gives its path. */
  write(name: string, text: string): Promise<string>;
  /** The browser itself. */
  readonly browser: Browser;
}

/**
 * Registers a test in a browser of its own; where there is no Chromium it is ignored, and its name
 * says why.
 *
 * @param name What must be true.
 * @param body Gets the tools; everything it opened is closed after it.
 * @param unless A further reason not to run it, as a sentence; empty by default.
 * @param graphics What the browser is told of the GPU; by default that there is none.
 */
export function browserTest(
  name: string,
  body: (tools: Tools) => Promise<void>,
  unless = "",
  graphics: readonly string[] = NO_GPU,
): void {
  const reason = NO_BROWSER || ONCE || unless;
  Deno.test({
    name: reason ? `${name} (ignored: ${reason})` : name,
    ignore: reason !== "",
    sanitizeOps: false,
    sanitizeResources: false,
    fn: () => inBrowser(body, graphics),
  });
}

/** A browser for one piece of work: `browserTest` without the test. */
export async function inBrowser(
  body: (tools: Tools) => Promise<void>,
  graphics: readonly string[] = NO_GPU,
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "triplet-lab-browser-"));
  const browser = await launch(graphics);
  const tabs: Tab[] = [];
  try {
    await body({
      browser,
      async open(page, options = {}) {
        const tab = await openTab(browser, page, options);
        tabs.push(tab);
        return tab;
      },
      async write(name, text) {
        await writeFile(join(folder, name), text);
        return join(folder, name);
      },
    });
    const problems = tabs.flatMap((tab) => tab.problems);
    if (problems.length > 0) throw new AssertionError(problems.join("\n"));
  } finally {
    await browser.close();
    await rm(folder, { recursive: true, force: true });
  }
}

async function launch(graphics: readonly string[]): Promise<Browser> {
  // playwright-core asks at once whether it is in Windows' Linux, by reading /proc, which Deno gives
  // only with every permission; this variable (of its is-wsl) puts the question off.
  process.env.__IS_WSL_TEST__ = "1";
  const { chromium } = await import("playwright-core");
  return await chromium.launch({
    executablePath: CHROMIUM,
    timeout: 30_000,
    args: [
      ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
      ...graphics,
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      // Names lead nowhere: what a page asks for by name fails even where the watch below is blind.
      "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
    ],
  });
}

async function openTab(browser: Browser, address: string, options: OpenOptions): Promise<Tab> {
  const { width = 1280, height = 800, colorScheme = "light", touch = false } = options;
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme,
    hasTouch: touch,
    isMobile: touch,
    javaScriptEnabled: options.script ?? true,
    offline: options.allow === undefined,
    reducedMotion: "reduce",
  });
  context.setDefaultTimeout(30_000);
  const problems: string[] = [];
  watch(context, problems, options);
  if (options.before) await context.addInitScript(options.before);
  const page = await context.newPage();
  const url = /^(https?|file|data|about):/.test(address)
    ? address
    : pathToFileURL(resolve(address)).href;
  await page.goto(url);
  const session = await context.newCDPSession(page);
  return tabOf(page, session, problems);
}

function watch(context: BrowserContext, problems: string[], options: OpenOptions): void {
  const { allow, forgive = () => false } = options;
  context.on("request", (request) => {
    const url = request.url();
    if (/^(file|data|blob|about):/.test(url)) return;
    if (allow && new URL(url).host === new URL(allow).host) return;
    problems.push(`asked for ${url}`);
  });
  context.on("console", (message) => {
    if (message.type() !== "error" || forgive(message.text())) return;
    problems.push(`console: ${message.text()}`);
  });
  context.on("weberror", (error) => {
    if (!forgive(error.error().message)) problems.push(`threw: ${error.error().message}`);
  });
}

function tabOf(page: Page, session: CDPSession, problems: string[]): Tab {
  async function look<T>(expression: string): Promise<T> {
    const { result, exceptionDetails } = await session.send("Runtime.evaluate", {
      expression,
      returnByValue: true,
      awaitPromise: true,
    });
    if (exceptionDetails) {
      const { exception, text } = exceptionDetails;
      throw new Error(`${expression.slice(0, 200)}: ${exception?.description ?? text}`);
    }
    return result.value as T;
  }

  /** The places on the way from one to the other, the last included. */
  function* way(from: Spot, to: Spot, steps: number): Iterable<Spot> {
    for (let k = 1; k <= steps; k++) {
      const t = k / steps;
      yield { x: from.x + t * (to.x - from.x), y: from.y + t * (to.y - from.y) };
    }
  }

  return {
    page,
    problems,
    look,
    async drag(from, to, steps = 10) {
      await page.mouse.move(from.x, from.y);
      await page.mouse.down();
      for (const { x, y } of way(from, to, steps)) await page.mouse.move(x, y);
      await page.mouse.up();
    },
    async swipe(from, to, steps = 10) {
      const touch = (type: "touchStart" | "touchMove", { x, y }: Spot) =>
        session.send("Input.dispatchTouchEvent", { type, touchPoints: [{ x, y }] });
      await touch("touchStart", from);
      for (const spot of way(from, to, steps)) await touch("touchMove", spot);
      await session.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
    },
    async middle(element) {
      const box = await (typeof element === "string" ? page.locator(element) : element)
        .boundingBox();
      if (!box) throw new Error(`${element} is not to be seen`);
      return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
    },
    async axe(within) {
      const source = await readFile(join(root, "node_modules/axe-core/axe.min.js"), "utf8");
      if (!await look("'axe' in globalThis")) await look(`${source}; 0`);
      return await look<string[]>(`
        axe.run(${JSON.stringify(within ?? null)} ?? document, {
          runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
        }).then(({ violations }) => violations.flatMap(({ id, help, nodes }) =>
          nodes.map(({ target, failureSummary }) =>
            id + ": " + help + ": " + target.join(" ") + ": " +
            failureSummary.split("\\n").slice(1).map((line) => line.trim()).join("; "))))`);
    },
    async tabOrder() {
      const name = `(() => {
        const at = document.activeElement;
        if (!at || at === document.body) return "";
        const path = [];
        for (let e = at; e && e !== document.body && !path[0]?.includes("#"); e = e.parentElement) {
          const place = e.id ? "#" + e.id : ":nth-child(" +
            (1 + [...e.parentElement.children].indexOf(e)) + ")";
          path.unshift(e.localName + place);
        }
        return path.join(" > ");
      })()`;
      const order: string[] = [];
      for (let k = 0; k < 500; k++) {
        await page.keyboard.press("Tab");
        const at = await look<string>(name);
        // Nothing has the focus between the end of a page and its beginning.
        if (at === "") continue;
        if (at === order[0]) return order;
        if (at === order.at(-1)) throw new Error(`Tab does not leave ${at}`);
        order.push(at);
      }
      throw new Error("Tab found no end in 500 elements");
    },
    async unreachable() {
      await look("document.activeElement.blur()");
      // Twice around: the first round may have begun in the middle of the page.
      for (let k = 0, ends = 0; k < 1000 && ends < 2; k++) {
        await page.keyboard.press("Tab");
        const body = await look<boolean>(`(() => {
          const at = document.activeElement;
          if (!at || at === document.body) return true;
          at.setAttribute("data-reached", "");
          return false;
        })()`);
        if (body) ends++;
      }
      return await look<string[]>(`[...document.querySelectorAll(
          "a[href], button, input, select, textarea, summary, [tabindex='0']")]
        .filter((e) => e.checkVisibility({ visibilityProperty: true }) && !e.disabled)
        .filter((e) => !e.hasAttribute("data-reached"))
        .map((e) => e.outerHTML.slice(0, 120))`);
    },
    sideways: () =>
      look("document.scrollingElement.scrollWidth - document.documentElement.clientWidth"),
    async again() {
      const kept = await look<string>("JSON.stringify({ ...localStorage })");
      await page.addInitScript(`localStorage.clear(); Object.assign(localStorage, ${kept});`);
      await page.reload();
    },
    async screenshot(path) {
      await page.screenshot({ path, fullPage: true });
    },
  };
}
