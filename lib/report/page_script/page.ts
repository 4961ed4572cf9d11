/// <reference lib="dom" />
import { keepText, keptText } from "../../page/kept_text.ts";

switchTheme();
switchCode();
reachBoxes();
markContents();
unfoldForPrint();

function switchTheme(): void {
  const { dataset } = document.documentElement;
  const button = document.getElementById("theme")!;
  const system = matchMedia("(prefers-color-scheme: dark)");
  const isDark = () => dataset.theme ? dataset.theme === "dark" : system.matches;
  const show = () => button.textContent = isDark() ? "Light" : "Dark";
  button.hidden = false;
  button.setAttribute("aria-label", "Change between light and dark");
  button.addEventListener("click", () => {
    dataset.theme = isDark() ? "light" : "dark";
    keepText("theme", dataset.theme);
    show();
  });
  system.addEventListener("change", show);
  show();
}

/** The box that hides the code; the style sheet looks at it. */
function switchCode(): void {
  const box = document.querySelector<HTMLInputElement>("#hide-code");
  if (!box) return;
  if (keptText("code") === "hidden") box.checked = true;
  box.addEventListener("change", () => keepText("code", box.checked ? "hidden" : "shown"));
}

/** Boxes that scroll can be reached with the keyboard. */
function reachBoxes(): void {
  const kinds = "pre, .scroll, .drawing, .katex-display";
  const reach = () => {
    for (const box of document.querySelectorAll<HTMLElement>(kinds)) {
      if (box.ariaHidden !== "true" && box.scrollWidth > box.clientWidth + 1) {
        box.tabIndex = 0;
        box.setAttribute("role", "group");
        box.setAttribute("aria-label", "Scrolls sideways");
      } else if (box.tabIndex === 0) {
        for (const name of ["tabindex", "role", "aria-label"]) box.removeAttribute(name);
      }
    }
  };
  addEventListener("resize", reach);
  addEventListener("load", reach);
  let clock: ReturnType<typeof setTimeout> | undefined;
  document.addEventListener("triplet-lab:outputs", () => {
    clearTimeout(clock);
    clock = setTimeout(reach, 200);
  });
  reach();
}

/** The contents beside a page mark the section that is being read. */
function markContents(): void {
  const links = [...document.querySelectorAll<HTMLAnchorElement>(".toc.wide a")].flatMap((link) => {
    const heading = document.getElementById(decodeURIComponent(link.hash.slice(1)));
    return heading ? [{ heading, link }] : [];
  });
  if (links.length === 0) return;
  let queued = false;
  const mark = () => {
    queued = false;
    const here = links.findLast(({ heading }) =>
      heading.checkVisibility() && heading.getBoundingClientRect().top < innerHeight / 3
    );
    for (const { link } of links) link.removeAttribute("aria-current");
    here?.link.setAttribute("aria-current", "true");
  };
  addEventListener("scroll", () => {
    if (!queued) requestAnimationFrame(mark);
    queued = true;
  }, { passive: true });
  mark();
}

/** What is folded is printed all the same, but for contents, descriptions and solutions. */
function unfoldForPrint(): void {
  const folded = "main details:not([open]):not(.toc):not(.words):not(.solution)";
  let opened: HTMLDetailsElement[] = [];
  addEventListener("beforeprint", () => {
    opened = [...document.querySelectorAll<HTMLDetailsElement>(folded)];
    for (const one of opened) one.open = true;
  });
  addEventListener("afterprint", () => {
    for (const one of opened) one.open = false;
  });
}
