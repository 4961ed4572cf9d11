import { bundleForBrowser } from "#lib/bundle/bundle_for_browser.ts";
import { exercisesOf } from "#lib/exercises/exercises_of.ts";
import { exerciseBox } from "#lib/report/exercise_box.ts";
import type { ExerciseData } from "#lib/report/exercise_data.ts";
import { progressBox } from "#lib/report/exercise_progress.ts";
import { type Markup, markup } from "#lib/workspace/markup.ts";
import { packed } from "#lib/report/packed.ts";
import { exerciseScript } from "#lib/report/exercise_script.ts";
import { STYLE } from "#lib/report/style.ts";
import { createHash } from "node:crypto";
import * as lesson from "./small_lesson.ts";

/** What the small lesson's cells leave. */
export const DATA: readonly ExerciseData[] = exercisesOf(lesson).map(
  ({ id, title, form, starter = "" }) => ({
    id,
    title,
    form,
    starter,
    given: id === "9.1" ? { whole: 3 } : null,
  }),
);

/** The page of the small lesson, with the policy that the report's pages have. */
export async function exercisePage(data: readonly ExerciseData[] = DATA): Promise<string> {
  const script = await exerciseScript(new URL("small_lesson.ts", import.meta.url));
  return bare(markup`${data.map((each) => exerciseBox(each))}${progressBox()}`, script);
}

/** What reads answers, packed as a lesson's page carries it. */
const COMPILER = packed("compiler", await bundleForBrowser("lib/page/program/compiler.ts"));

/** A page that asks for nothing and allows the one script. */
export function bare(body: Markup, script: string): string {
  const hash = createHash("sha256").update(script).digest("base64");
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:;
  style-src 'unsafe-inline'; script-src 'sha256-${hash}' blob:; worker-src blob:">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>A small lesson</title>
<style>${STYLE}</style>
</head>
<body><main>
<h1>A small lesson</h1>
${body}
</main><script>${script}</script>${COMPILER}</body>
</html>
`;
}
