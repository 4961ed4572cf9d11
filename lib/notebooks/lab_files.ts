import { join } from "node:path";

/** Of a folded output JupyterLab would show the first line; and the words below it tell, too. */
const COVER = `.jp-OutputPlaceholder .jp-PlaceholderText { display: none; }
.jp-CodeCell:has(.jp-OutputPlaceholder) + .jp-MarkdownCell .jp-RenderedMarkdown > p {
  &:first-child, &:first-child:has(> em:only-child) + & { filter: blur(5px); }
}
`;

/** What JupyterLab, run with `--custom-css`, is told beforehand: files in two of its folders. */
export const labFiles = (settings: string, config: string): Map<string, string> =>
  new Map([
    // It would ask each new reader whether it may fetch news; it need not.
    [
      join(settings, "@jupyterlab/apputils-extension/notification.jupyterlab-settings"),
      '{ "fetchNews": "false", "checkForUpdates": false }',
    ],
    [join(config, "custom/custom.css"), COVER],
  ]);
