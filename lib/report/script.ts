/** Runs before the page is drawn, so that a remembered theme does not flash. */
export const THEME_SCRIPT = `try {
  const theme = localStorage.getItem("triplet-lab theme");
  if (theme) document.documentElement.dataset.theme = theme;
} catch { /* no storage: the system's theme */ }`;

/**
 * The pages' own switches: theme and code, remembered where there is storage; boxes that scroll can
 * be reached with the keyboard; the contents mark where one is; what is folded is printed.
 */
export const PAGE_SCRIPT = `(() => {
  const root = document.documentElement;
  const remember = (key, value) => {
    try { localStorage.setItem("triplet-lab " + key, value); } catch { /* only for this page */ }
  };
  const remembered = (key) => {
    try { return localStorage.getItem("triplet-lab " + key); } catch { return null; }
  };

  const button = document.getElementById("theme");
  const system = matchMedia("(prefers-color-scheme: dark)");
  const dark = () => root.dataset.theme ? root.dataset.theme === "dark" : system.matches;
  const show = () => { button.textContent = dark() ? "Light" : "Dark"; };
  button.hidden = false;
  button.setAttribute("aria-label", "Change between light and dark");
  button.addEventListener("click", () => {
    root.dataset.theme = dark() ? "light" : "dark";
    remember("theme", root.dataset.theme);
    show();
  });
  system.addEventListener("change", show);
  show();

  const code = document.getElementById("hide-code");
  if (code) {
    if (remembered("code") === "hidden") code.checked = true;
    code.addEventListener("change", () => remember("code", code.checked ? "hidden" : "shown"));
  }

  const boxes = document.querySelectorAll("pre, .scroll, .drawing, .katex-display");
  const reach = () => {
    for (const box of boxes) {
      if (box.scrollWidth > box.clientWidth + 1) {
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
  reach();

  const links = new Map();
  for (const link of document.querySelectorAll(".toc.wide a")) {
    const to = document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (to) links.set(to, link);
  }
  if (links.size && "IntersectionObserver" in window) {
    let queued = false;
    const mark = () => {
      queued = false;
      let here;
      for (const [heading, link] of links) {
        if (heading.getBoundingClientRect().top < innerHeight / 3) here = link;
        link.removeAttribute("aria-current");
      }
      here?.setAttribute("aria-current", "true");
    };
    addEventListener("scroll", () => {
      if (!queued) { queued = true; requestAnimationFrame(mark); }
    }, { passive: true });
    mark();
  }

  let folded = [];
  addEventListener("beforeprint", () => {
    folded = [...document.querySelectorAll("main details:not([open]):not(.toc):not(.words):not(.solution)")];
    for (const one of folded) one.open = true;
  });
  addEventListener("afterprint", () => {
    for (const one of folded) one.open = false;
  });
})();`;
