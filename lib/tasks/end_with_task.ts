import process from "node:process";

/**
 * Ends this program with the `deno task` that started it, however that ends: a task that went on
 * without it would hold its locks, out of the user's sight and reach.
 */
export function endWithTask(): void {
  if (!process.env.INIT_CWD) return;
  const task = process.ppid;
  setInterval(() => {
    if (process.ppid !== task) process.exit(1);
  }, 500).unref();
}
