/** The part of JSONPath that the workflow's document uses: `$` and dotted names below it. */

type Json = Readonly<Record<string, unknown>>;

export const isJsonObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);

/** A path of dotted names, such as `$.failure.Error`. */
export const pathPattern = /^\$(?:\.[A-Za-z_][A-Za-z0-9_]*)*$/;

const namesOf = (path: string): readonly string[] => path.split('.').slice(1);

/** What lies at the path; undefined when nothing does, which JSON itself cannot say. */
export const readPath = (value: unknown, path: string): unknown => {
  let found = value;
  for (const name of namesOf(path)) {
    if (!isJsonObject(found) || !Object.hasOwn(found, name)) return undefined;
    found = found[name];
  }
  return found;
};

const put = (target: unknown, names: readonly string[], value: unknown): unknown => {
  const [name, ...rest] = names;
  if (name === undefined) return value;
  if (target !== undefined && !isJsonObject(target)) return undefined;
  const inner = put(target && Object.hasOwn(target, name) ? target[name] : undefined, rest, value);
  return inner === undefined ? undefined : { ...target, [name]: inner };
};

/** The value with another one put at the path, objects made on the way; undefined when something that is no object stands in the way. */
export const writePath = (target: unknown, path: string, value: unknown): unknown => put(target, namesOf(path), value);
