import { access } from "node:fs/promises";
import { delimiter, join } from "node:path";
import process from "node:process";

const NAMES = [
  "chromium",
  "chromium-browser",
  "google-chrome",
  "google-chrome-stable",
  "chrome",
  "microsoft-edge",
  "microsoft-edge-stable",
  "msedge",
];

/** Where installers put a browser without a place on the path. */
function usualPlaces(environment: Readonly<Record<string, string | undefined>>): string[] {
  const programs = [
    environment.PROGRAMFILES,
    environment["PROGRAMFILES(X86)"],
    environment.LOCALAPPDATA,
  ];
  return [
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    "/snap/bin/chromium",
    ...programs.filter((folder) => folder !== undefined).flatMap((folder) => [
      join(folder, "Google", "Chrome", "Application", "chrome.exe"),
      join(folder, "Microsoft", "Edge", "Application", "msedge.exe"),
    ]),
  ];
}

/**
 * Finds Chromium, Chrome or Edge: `CHROME_PATH` where it is set, else on the path and in the usual
 * places.
 */
export async function findChromium(
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Promise<string | undefined> {
  const { CHROME_PATH, PATH = "" } = environment;
  const ending = process.platform === "win32" ? ".exe" : "";
  const candidates = CHROME_PATH ? [CHROME_PATH] : [
    ...PATH.split(delimiter).filter((folder) => folder).flatMap((folder) =>
      NAMES.map((name) => join(folder, name + ending))
    ),
    ...usualPlaces(environment),
  ];
  for (const path of candidates) {
    if (await access(path).then(() => true, () => false)) return path;
  }
  return undefined;
}
