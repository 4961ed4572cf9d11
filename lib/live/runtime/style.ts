/**
 * The style of what stands around a live picture. Texts take the page's colour, so that they suit
 * light and dark pages; the picture itself has the paper of all figures. It wins over a page's rules
 * for plain elements by naming its class each time.
 */
export const LIVE_STYLE: string = `
.live-figure { position: relative; font: 14px/1.4 system-ui, "Segoe UI", "DejaVu Sans", sans-serif;
  max-width: 760px; margin: 0; }
.live-figure > svg { display: block; max-width: 100%; height: auto; padding: 0; border: 0;
  border-radius: 6px; box-shadow: 0 0 0 1px #8a94a066; user-select: none; -webkit-user-select: none; }
.live-figure [data-handle] { cursor: grab; outline: none; }
.live-figure [data-handle]:active { cursor: grabbing; }
.live-figure .live-reach { touch-action: none; }
.live-figure [data-handle] > * { touch-action: none; }
.live-figure .live-ring { visibility: hidden; }
.live-figure [data-handle]:focus-visible .live-ring { visibility: visible; }
.live-figure .live-controls { display: flex; flex-wrap: wrap; align-items: center;
  gap: 6px 22px; margin: 10px 0 0; }
.live-figure label { display: inline-flex; align-items: center; gap: 7px; min-height: 28px;
  margin: 0; color: inherit; font: inherit; }
.live-figure fieldset { display: inline-flex; flex-wrap: wrap; align-items: center; gap: 0 12px;
  border: 0; margin: 0; padding: 0; min-width: 0; color: inherit; }
.live-figure legend { float: left; padding: 0; margin: 0; font: inherit; color: inherit; }
.live-figure input { margin: 0; accent-color: #4b3f9e; accent-color: light-dark(#4b3f9e, #b3a8ff); }
.live-figure input[type=range] { width: 150px; height: 28px; padding: 0; }
.live-figure input[type=checkbox], .live-figure input[type=radio] { width: 18px; height: 18px; }
.live-figure output { min-width: 2.6em; font-variant-numeric: tabular-nums; }
.live-figure button, .live-figure select { font: inherit; color: inherit; background: transparent;
  border: 1px solid currentColor; border-radius: 5px; min-height: 30px; padding: 2px 10px;
  margin: 0; cursor: pointer; }
.live-figure select { padding: 2px 4px; }
.live-figure option { color: #1f2933; background: #fff; }
.live-figure :is(button, select, input):focus-visible { outline: 3px solid #4b3f9e;
  outline: 3px solid light-dark(#4b3f9e, #b3a8ff); outline-offset: 2px; }
.live-figure :disabled { cursor: default; opacity: .6; }
.live-figure .live-help { margin: 8px 0 0; font: inherit; font-size: 13px; max-width: none; }
.live-figure .live-hidden { position: absolute; width: 1px; height: 1px; margin: -1px; padding: 0;
  overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.live-figure .live-skip { position: absolute; left: 8px; top: 8px; background: #fff; color: #1f2933;
  z-index: 1; }
.live-figure .live-skip:not(:focus) { opacity: 0; pointer-events: none; }
@media (max-width: 420px) { .live-figure .live-slider { width: 100%; }
  .live-figure input[type=range] { flex: 1; width: auto; min-width: 0; } }
@media print { .live-figure :is(.live-controls, .live-help, .live-skip) { display: none; } }
`.trim();
