/** Type-checks only where JSR answers, or has answered before: `lib/tasks/jsr_answers.ts` asks. */
export { assertEquals } from "@std/assert";
