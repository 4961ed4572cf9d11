import type { Exercise } from "../../exercises/exercise.ts";
import { exercisesOf } from "../../exercises/exercises_of.ts";
import { type Answer, judgeAnswer } from "../../exercises/judge_answer.ts";

/** What `runAnswer` puts above the worker's script. */
interface WorkerScope {
  readonly typedAnswer: Answer;
  readonly asked: { readonly id: string; readonly given: unknown; readonly lines: number };
  postMessage(message: unknown): void;
}

/**
 * The worker's whole work: judges the one answer that stands above it in its script, and tells.
 *
 * @param lesson A lesson's module of exercises.
 */
export function judgeInWorker(lesson: Readonly<Record<string, unknown>>): void {
  const scope = globalThis as unknown as WorkerScope;
  const { typedAnswer, asked: { id, given, lines } } = scope;
  const exercise = exercisesOf(lesson).find((exercise) => exercise.id === id) as Exercise;
  scope.postMessage("running");
  scope.postMessage(judgeAnswer(exercise, typedAnswer, given ?? undefined, lines));
}
