import { join, randomUUID, spawn } from "../../host/node.ts";
import { childEnvironment } from "../../workspace/child_environment.ts";
import { DENO, ROOT } from "../../workspace/paths.ts";
import { runCommand } from "../../workspace/run_command.ts";

export interface Question {
  secret: string;
  module: string;
  id: string;
  given: unknown;
  body: string;
  modules: readonly string[];
}

const [SECONDS, MEGABYTES] = [5, 256];
const LONGEST = 100_000;
const PROGRAM = "lib/tasks/grading/judge_alone.ts";
const NOTHING = [
  ...["run", "--quiet", "--no-lock", "--no-check", "--no-prompt", "--no-remote", "--deny-import"],
  ...["--deny-read", "--deny-write", "--deny-net", "--deny-env", "--deny-run", "--deny-ffi"],
  ...["--deny-sys", `--v8-flags=--max-old-space-size=${MEGABYTES}`],
];

/** Judges an answer in a process that may do nothing; null where there is none. */
export async function judgeApart(
  question: Omit<Question, "secret">,
): Promise<{ verdict: true | string | null; seconds: number }> {
  const began = performance.now();
  const secret = randomUUID();
  const env = childEnvironment({ NO_COLOR: "1" });
  const child = spawn(DENO, [...NOTHING, join(ROOT, PROGRAM)], { cwd: ROOT, env });
  let [printed, stopped, errors] = ["", "", ""];
  const stop = (why: string) => {
    stopped ||= why;
    child.kill("SIGKILL");
  };
  const clock = setTimeout(() => stop(`it did not end within ${SECONDS} seconds`), 1000 * SECONDS);
  const scale = setInterval(async () => {
    if (await megabytesOf(child.pid) > MEGABYTES) stop(`it took more than ${MEGABYTES} MB`);
  }, 150);
  child.stdout.on("data", (part) => {
    printed += part;
    if (printed.length > LONGEST) printed = printed.slice(-LONGEST / 2);
  });
  child.stderr.on("data", (part) => errors = `${errors}${part}`.slice(-LONGEST));
  child.stdin.on("error", () => {}); // it ended before it had read
  child.stdin.end(JSON.stringify({ secret, ...question }));
  await new Promise((resolve) => child.on("close", resolve));
  clearTimeout(clock);
  clearInterval(scale);
  const seconds = (performance.now() - began) / 1000;
  const word = printed.split("\n").find((line) => line.startsWith(`${secret} `));
  if (word && !stopped) return { ...JSON.parse(word.slice(secret.length + 1)), seconds };
  const memory = /out of memory|OOM/i.test(errors) && `it took more than ${MEGABYTES} MB`;
  return { verdict: stopped || memory || "it ended its process without an answer", seconds };
}

/** Where `ps` does not tell, the heap's limit is left. */
async function megabytesOf(pid: number | undefined): Promise<number> {
  const { stdout } = await runCommand("ps", ["-o", "rss=", "-p", `${pid}`]);
  return Number(stdout) / 1024 || 0;
}
