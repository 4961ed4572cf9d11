import { process, spawnSync, Worker } from "../host/node.ts";
import { childEnvironment } from "../workspace/child_environment.ts";

/** For a thread of its own: a computation may keep this one busy for minutes. */
const watch = (task: number) =>
  `const process = require("node:process"), never = new Int32Array(new SharedArrayBuffer(4));
while (process.ppid === ${task}) Atomics.wait(never, 0, 0, 500);
process.kill(process.pid, "SIGKILL");`;

/** Ends this program with its `deno task`: one that went on would hold its locks. */
export function endWithTask(): void {
  if (!process.env.INIT_CWD) return;
  const task = process.ppid;
  if (isInit(task)) process.exit(1);
  if (mayRun()) return new Worker(watch(task), { eval: true }).unref();
  setInterval(() => {
    if (process.ppid !== task) process.exit(1);
  }, 500).unref();
}

/** Whether this is who takes in a program whose task was ended before it could see which it was. */
function isInit(parent: number): boolean {
  if (!mayRun("ps")) return false;
  const { stdout } = spawnSync("ps", ["-o", "comm=", "-p", String(parent)], {
    encoding: "utf8",
    env: childEnvironment(),
  });
  const name = stdout?.trim() ?? "";
  // A container may have the task itself as its first process.
  return name === "systemd" || (parent === 1 && name !== "" && !name.includes("deno"));
}

function mayRun(command?: string): boolean {
  return Deno.permissions.querySync({ name: "run", command }).state === "granted";
}
