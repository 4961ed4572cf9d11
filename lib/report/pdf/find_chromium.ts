import { join, process } from "../../host/node.ts";
import { findProgram } from "../../workspace/find_program.ts";

const NAMES = [
  ...["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"],
  ...["microsoft-edge", "microsoft-edge-stable", "msedge", "/snap/bin/chromium"],
];

/** Where installers put a browser without a place on the path. */
function usualPlaces(): string[] {
  const { PROGRAMFILES, "PROGRAMFILES(X86)": PROGRAMFILES_X86, LOCALAPPDATA } = process.env;
  const mac = ["Google Chrome", "Chromium", "Microsoft Edge"].map((name) =>
    `/Applications/${name}.app/Contents/MacOS/${name}`
  );
  const windows = ["Google/Chrome/Application/chrome.exe", "Microsoft/Edge/Application/msedge.exe"];
  return mac.concat(
    [PROGRAMFILES, PROGRAMFILES_X86, LOCALAPPDATA].flatMap((folder) =>
      folder ? windows.map((name) => join(folder, name)) : []
    ),
  );
}

/** Finds Chromium, Chrome or Edge: `CHROME_PATH`, else on the path and in the usual places. */
export function findChromium(): string | undefined {
  const { CHROME_PATH } = process.env;
  const names = CHROME_PATH ? [CHROME_PATH] : [...NAMES, ...usualPlaces()];
  return names.map(findProgram).find((found) => found !== undefined);
}
