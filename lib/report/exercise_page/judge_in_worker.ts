import type { AnswerPlace } from "../../exercises/answer_problem.ts";
import type { Exercise } from "../../exercises/exercise.ts";
import { exercisesOf } from "../../exercises/exercises_of.ts";
import { type Answer, judgeAnswer } from "../../exercises/judge_answer.ts";
import { lockIntrinsics } from "./lock_intrinsics.ts";

/** What `runAnswer` puts above the worker's script, and calls below it. */
interface WorkerScope {
  asked?: { readonly id: string; readonly given: unknown; readonly place: AnswerPlace };
  judgeTyped(answer: Answer): void;
  postMessage(message: unknown): void;
}

/**
 * Makes ready to judge the one answer that stands below in the worker's script, and tells the page.
 * The answer's code finds no way to the page, whatever it does: the only one is kept here, and what
 * the check stands on cannot be changed any more.
 *
 * @param lesson A lesson's module of exercises.
 */
export function judgeInWorker(lesson: Readonly<Record<string, unknown>>): void {
  const scope = globalThis as unknown as WorkerScope;
  const { id, given, place } = scope.asked!;
  const exercise = exercisesOf(lesson).find((exercise) => exercise.id === id) as Exercise;
  const tell = scope.postMessage.bind(scope);
  // Browsers keep it at the scope, or at its prototype.
  for (let level: object = scope; level !== null; level = Object.getPrototypeOf(level)) {
    Reflect.deleteProperty(level, "postMessage");
  }
  delete scope.asked;
  let judged = false;
  scope.judgeTyped = (answer) => {
    if (judged) return;
    judged = true;
    tell(judgeAnswer(exercise, answer, given ?? undefined, place));
  };
  lockIntrinsics();
  tell("running");
}
