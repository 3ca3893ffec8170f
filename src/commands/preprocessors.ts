/** Less and Sass are optional: loaded when a project has such a sheet, from wherever this program is installed. */
import type { Preprocessors } from "../compiler/style/index.ts";

type Loader<Name extends keyof Preprocessors> = NonNullable<Preprocessors[Name]>;

export const loadLess: Loader<"less"> = async () => {
  const module = await optional(() => import("less"));
  return module?.default;
};

export const loadSass: Loader<"sass"> = () => optional(() => import("sass"));

async function optional<T>(load: () => Promise<T>): Promise<T | undefined> {
  try {
    return await load();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ERR_MODULE_NOT_FOUND") return undefined;
    throw error;
  }
}
