/**
 * The lessons' exercises: one module a lesson, and how each answer is judged.
 *
 * @module
 */
export { defineExercise, type Exercise } from "./exercise.ts";
