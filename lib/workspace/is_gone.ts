import { process } from "../host/node.ts";

export function isGone(pid: number): boolean {
  try {
    process.kill(pid, 0); // signal 0 only asks whether the process is there
    return false;
  } catch (error) {
    return (error as { code?: string }).code === "ESRCH";
  }
}
