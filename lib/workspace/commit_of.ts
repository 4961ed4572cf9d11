import { execFileSync, process } from "../host/node.ts";
import { childEnvironment } from "./child_environment.ts";

/** The commit of a folder (`at` its place, if any), and whether files `among` it have changed. */
export function commitOf(
  folder: string,
  { at, among = ":/" }: { at?: string; among?: string } = {},
): string | null {
  const options = { cwd: folder, stdio: "pipe", env: childEnvironment() } as const;
  const git = (...args: string[]) => execFileSync("git", args, options).toString().trim();
  try {
    git("rev-parse", "--verify", "--quiet", "HEAD:./");
    if (at !== undefined && git("rev-parse", "--show-prefix") !== at) return null;
    const changed = git("status", "--porcelain", "--untracked-files=no", "--", among) !== "";
    return git("rev-parse", "HEAD") + (changed ? " with changes" : "");
  } catch {
    return process.env.TRIPLET_LAB_COMMIT ?? null; // what was packed says what it was packed from
  }
}
