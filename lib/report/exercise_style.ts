/** The exercises' part of the pages' style sheet; its colours are those of `style.ts`. */
export const EXERCISE_STYLE: string = `
.exercise { border: 1px solid var(--line); border-left: 3px solid var(--mark); border-radius: 4px;
  padding: .75rem 1rem; margin: 1rem 0; break-inside: avoid; }
.exercise p { margin: 0 0 .5rem; }
.exercise label { display: block; margin-bottom: .25rem; font: .9rem system-ui, sans-serif; }
.exercise input, .exercise textarea { width: 100%; max-width: 100%; padding: .5rem .6rem;
  font: 14px/1.5 ui-monospace, "Cascadia Code", Menlo, "DejaVu Sans Mono", monospace;
  color: var(--ink); background: var(--paper); border: 1px solid var(--quiet); border-radius: 4px; }
.exercise input { max-width: 24rem; } .exercise textarea { display: block; resize: vertical; }
.exercise .exercise-keys { margin: .25rem 0; font-size: .85rem; color: var(--quiet); }
.exercise-buttons, .progress-buttons { display: flex; gap: .5rem; margin: .5rem 0; }
.exercise button, .progress button { font: .95rem system-ui, sans-serif; min-height: 2.5rem;
  padding: .25rem 1rem; color: var(--ink); background: var(--box); border: 1px solid var(--quiet);
  border-radius: 4px; cursor: pointer; }
.exercise button[type="submit"] { color: var(--paper); background: var(--mark);
  border-color: var(--mark); }
.exercise :focus-visible, .progress :focus-visible { outline: 3px solid var(--mark);
  outline-offset: 2px; }
.exercise-verdict { white-space: pre-wrap; overflow-wrap: anywhere; min-height: 1.6em; }
.exercise-verdict.right, .progress .right { color: var(--good); }
.exercise-verdict.wrong { color: var(--bad); }
.progress td:last-child { white-space: nowrap; }
.progress td pre { margin: 0; padding: 0; background: none; border: 0; white-space: pre-wrap;
  overflow-wrap: anywhere; }
@media print {
  .exercise-buttons, .exercise-keys, .progress-buttons { display: none; }
  .exercise input { height: 2.5rem; } .exercise textarea { min-height: 7rem; }
  .progress:not(.begun) { display: none; }
  body.progress-only :not(:has(.progress), .progress, .progress *) { display: none; }
}
`.trim();
