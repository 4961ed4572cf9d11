import { basename, readFile } from "../../host/node.ts";
import type { AnyExercise } from "../../exercises/exercise.ts";
import { isExerciseData } from "../../exercises/exercise_data.ts";
import { exercisesOf } from "../../exercises/exercises_of.ts";
import { LESSON_MODULES } from "../../exercises/lesson_modules.ts";
import { listNotebooks } from "../../notebooks/list_notebooks.ts";
import { codeCells, joined, readNotebook } from "../../notebooks/notebook.ts";
import { compileCell } from "../../page/cells/compile_cell.ts";
import { EXERCISE } from "../../workspace/mime_types.ts";
import { reasonOf } from "../../workspace/system_error.ts";
import { type AnswersIn, answersIn } from "./answers_in.ts";
import { judgeApart } from "./judge_apart.ts";

export interface Grade {
  file: string;
  exercise: string;
  title: string;
  state: "right" | "wrong" | "no answer" | "not read";
  said: string;
  seconds: number;
}

/** The cell of the project's own notebook, and what the check needs, by the exercise's id. */
type Asked = ReadonlyMap<string, { source: string; given: unknown }>;

export async function gradeFile(path: string): Promise<Grade[]> {
  const row = { file: path, exercise: "", title: "", seconds: 0 };
  try {
    const rows: Grade[] = [];
    for (const answers of answersIn(await readFile(path, "utf8"))) {
      const asked = await askedOf(answers.module);
      for (const [name, { id, title }] of exercisesIn(answers.module)) {
        const grade = await gradeOne(answers, name, id, asked);
        rows.push({ ...row, exercise: id, title, ...grade });
      }
    }
    return rows;
  } catch (error) {
    return [{ ...row, state: "not read", said: reasonOf(error) }];
  }
}

function exercisesIn(module: string): [name: string, exercise: AnyExercise][] {
  const lesson = LESSON_MODULES[module];
  if (!lesson) throw new TypeError(`expected a lesson of this project, got ${module}`);
  const names = Object.entries(lesson);
  return exercisesOf(lesson).map((one) => [names.find(([, value]) => value === one)![0], one]);
}

async function askedOf(module: string): Promise<Asked> {
  const paths = await listNotebooks();
  const path = paths.find((path) => basename(path).replace(/^\d+_/, "") === `${module}.ipynb`)!;
  return new Map(
    codeCells(await readNotebook(path)).flatMap(({ source, outputs = [] }) =>
      outputs.flatMap(({ data = {} }) => {
        const asked = data[EXERCISE];
        if (!isExerciseData(asked)) return [];
        return [[asked.id, { source: joined(source), given: asked.given ?? undefined }]] as const;
      })
    ),
  );
}

async function gradeOne(
  { module, cells }: AnswersIn,
  name: string,
  id: string,
  asked: Asked,
): Promise<Pick<Grade, "state" | "said" | "seconds">> {
  const own = asked.get(id)!;
  const source = cells.get(name);
  const none = { state: "no answer", said: "", seconds: 0 } as const;
  if (source === undefined || source.trim() === own.source.trim()) return none;
  let cell;
  try {
    cell = compileCell(source);
  } catch (error) {
    return { ...none, state: "wrong", said: `it cannot be read: ${(error as Error).message}` };
  }
  const others = cell.uses.filter((used) => !(used in globalThis));
  const { verdict, seconds } = await judgeApart({
    ...{ module, id, given: own.given, modules: cell.imports },
    body: cell.code(new Set([...others, ...cell.declares])),
  });
  if (verdict === null) return { ...none, seconds };
  if (verdict === true) return { state: "right", said: "", seconds };
  const foreign = others.filter((used) =>
    !compileCell(own.source).uses.includes(used) && !["firstBeyond", "meanInterval"].includes(used)
  );
  const hint = foreign.length > 0 && `; it uses ${foreign.join(", ")}, which is not in its cell`;
  return { state: "wrong", said: `${verdict}${hint || ""}`, seconds };
}
