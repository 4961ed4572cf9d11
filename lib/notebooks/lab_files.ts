import { join } from "../host/node.ts";
import style from "./lab.css" with { type: "text" };

/** What JupyterLab, run with `--custom-css`, is told beforehand: files in two of its folders. */
export const labFiles = (settings: string, config: string): Map<string, string> =>
  new Map([
    // It would ask each new reader whether it may fetch news; it need not.
    [
      join(settings, "@jupyterlab/apputils-extension/notification.jupyterlab-settings"),
      '{ "fetchNews": "false", "checkForUpdates": false }',
    ],
    [join(config, "custom/custom.css"), style],
  ]);
