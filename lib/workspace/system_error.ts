const REASONS: Record<string, string> = {
  ENOSPC: "the disk is full",
  EDQUOT: "the quota is used up",
  EROFS: "the disk is read-only",
  EACCES: "it may not be read or written",
  EPERM: "it may not be changed",
  ENOENT: "it is not there",
  ENOTDIR: "what should be a folder is a file",
  EISDIR: "it is a folder",
  EEXIST: "it is there already, as a file",
  EMFILE: "too many files are open",
  EIO: "the disk does not answer",
  EBUSY: "it is in use",
};

/** Why, without where; of an error that is not the system's its own words. */
export const reasonOf = (error: unknown): string =>
  systemError(error)?.replace(/^.*?: /, "") ?? (error as Error).message;

export function systemError(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const { code, path } = error as { code?: string; path?: string };
  const reason = REASONS[code ?? ""];
  const [, access, place] = /^Requires (read|write) access to "(.*?)"/.exec(error.message) ?? [];
  if (place) {
    const comma = place.includes(",") ? ", and in none with a comma in its path" : "";
    return `${place}: a task may ${access} in this project and below the folder you stand in alone${comma}`;
  }
  if (reason) return `${path ?? /'([^']*)'/.exec(error.message)?.[1] ?? "a file"}: ${reason}`;
  return error.cause && systemError(error.cause) ? error.message : undefined;
}
