/// <reference lib="dom" />
import type { ListedExercise } from "../exercise_progress.ts";
import { pageLink } from "../page_link.ts";
import { placeOf } from "./progress_store.ts";
import { startProgress } from "./progress_table.ts";

/** What `progressScript` puts above this script: each check's hash, by lesson and id. */
declare const tripletLabRules: Readonly<Record<string, Readonly<Record<string, string>>>>;

const box = document.querySelector<HTMLElement>(".progress[data-exercises]");
const listed = JSON.parse(box?.dataset.exercises ?? "[]") as ListedExercise[];
startProgress(
  listed.filter(({ lesson, data }) => tripletLabRules[lesson]?.[data.id] !== undefined)
    .map(({ lesson, page, data }) => ({
      data,
      place: placeOf(lesson, data, tripletLabRules[lesson][data.id]),
      link: pageLink(page, `exercise-${data.id.replace(/[^\w-]/g, "-")}`),
    })),
  () => {},
);
