import { delimiter, existsSync, isAbsolute, join, process } from "../host/node.ts";

export function findProgram(name: string): string | undefined {
  if (isAbsolute(name)) return existsSync(name) ? name : undefined;
  const endings = process.platform === "win32" ? ["", ".exe", ".cmd"] : [""];
  for (const folder of (process.env.PATH ?? "").split(delimiter)) {
    for (const ending of folder ? endings : []) {
      const file = join(folder, name + ending);
      if (existsSync(file)) return file;
    }
  }
  return undefined;
}
