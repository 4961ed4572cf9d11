/**
 * Judges one answer, in a process of its own that may do nothing: `judgeApart` hands it a question
 * on its standard input and takes its word only behind a number that the answer cannot know.
 */
import { exercisesOf } from "../../exercises/exercises_of.ts";
import { judge } from "../../exercises/judge.ts";
import { LESSON_MODULES } from "../../exercises/lesson_modules.ts";
import { meanInterval } from "../../evaluation/mean_interval.ts";
import type { Question } from "./judge_apart.ts";

const question: Question = await new Response(Deno.stdin.readable).json();
const { secret, module, id, given, body, modules } = question;
const lesson = LESSON_MODULES[module];
const asked = exercisesOf(lesson).find((one) => one.id === id)!;
const { stringify } = JSON, { exit } = Deno, write = Deno.stdout.writeSync.bind(Deno.stdout);
const encoder = new TextEncoder(), encode = encoder.encode.bind(encoder);

let answer: unknown;
const exercise = (which: unknown, given: unknown) => {
  if (which === asked) answer = given;
};
/** Stands for whatever else the lesson has: the check gets what it needs from the project's own run. */
const blank: unknown = new Proxy(() => blank, {
  get: (_, name) => name === Symbol.toPrimitive ? () => NaN : name === "then" ? undefined : blank,
});
const { firstBeyond } = LESSON_MODULES.batch_all_operator;
const known: Record<string, unknown> = { exercise, exercises: lesson, firstBeyond, meanInterval };
const scope = new Proxy({ ...known, ...lesson }, {
  get: (there, name) => Object.hasOwn(there, name) ? Reflect.get(there, name) : blank,
});

// What judges stays as it is, whatever the answer does to the language or to the exercise.
const frozen = (value: unknown): void => {
  if (typeof value !== "object" || value === null || Object.isFrozen(value)) return;
  Object.values(Object.freeze(value)).forEach(frozen);
};
frozen(asked);
const CLASSES = [Object, Function, Array, Number, String, Symbol, Map, Set, Promise, RegExp, Error];
for (const one of CLASSES) Object.freeze(Object.freeze(one).prototype);
[Math, JSON, Reflect, Number].forEach(Object.freeze);

function tell(verdict: true | string | undefined): never {
  write(encode(`\n${secret} ${stringify({ verdict: verdict ?? null })}\n`));
  return exit(0);
}
try {
  const cell = new Function(`${body.replace("export default", "return")}`)();
  await cell(scope, Object.fromEntries(modules.map((name) => [name, { ...known, ...lesson }])));
} catch (thrown) {
  // What the runtime refuses comes as a text alone once the language is frozen.
  const { name, message } = (thrown ?? {}) as Error;
  if (answer === undefined) tell(message ? `${name}: ${message}` : `it threw: ${thrown}`);
}
tell(answer === undefined ? undefined : judge(asked, answer, given));
