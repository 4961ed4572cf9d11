/**
 * The lessons' exercises: one module a lesson, and how each answer is judged. They import nothing but
 * `lib/reference` and plain data, so that a page can carry them.
 *
 * @module
 */
export { defineExercise, type Exercise } from "./exercise.ts";
