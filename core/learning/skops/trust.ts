import { EphysError, type JsonObject, type JsonValue } from "#core/model/index.ts";
import { isKnownType, isTrustedType } from "./types.ts";

/** Whose word a model's unusual types have. */
export interface Trust {
  /** true: types that skops does not trust by itself may be rebuilt */
  readonly trustModel?: boolean;
  /** full names of types that may be rebuilt */
  readonly trusted?: readonly string[];
}

/**
 * Refuses a model before anything of it is made.
 * @throws InvalidParameter naming every type that nobody trusts, Unsupported naming those that cannot be rebuilt
 */
export function checkTypes(root: JsonValue, { trustModel, trusted }: Trust, source: string): void {
  const types = new Set<string>();
  collectTypes(root, types);
  const untrusted = [...types].filter((type) => !isTrustedType(type)).sort();
  const vouched = trusted ?? (trustModel === true ? untrusted : []);
  const refused = untrusted.filter((type) => !vouched.includes(type));
  if (refused.length > 0) {
    throw new EphysError(
      "InvalidParameter",
      `the model ${source} holds types that are not trusted: ${refused.join(", ")}; ` +
        "if you know where it comes from, name them in `trusted` or set `trust_model`",
      { path: source, types: refused },
    );
  }
  const unknown = untrusted.filter((type) => !isKnownType(type));
  if (unknown.length > 0) {
    throw new EphysError(
      "Unsupported",
      `the model ${source} holds types that cannot be rebuilt without running their code: ${unknown.join(", ")}`,
      { path: source, types: unknown },
    );
  }
}

/** Names of all types below a node, also those inside of dictionaries and arguments. */
function collectTypes(value: JsonValue | undefined, types: Set<string>): void {
  const open: (JsonValue | undefined)[] = [value];
  for (let at = open.pop(); open.length > 0 || at !== undefined; at = open.pop()) {
    if (typeof at !== "object" || at === null) continue;
    if (Array.isArray(at)) {
      open.push(...(at as readonly JsonValue[]));
      continue;
    }
    const node = at as JsonObject;
    const [module, name] = [node["__module__"], node["__class__"]];
    if (typeof module === "string" && typeof name === "string") types.add(`${module}.${name}`);
    if (typeof node["__loader__"] === "string" && node["__loader__"] === "MethodNode") {
      types.add(`method ${JSON.stringify((node["content"] as JsonObject)["func"] ?? null)}`);
    }
    for (const item of Object.values(node)) open.push(item);
  }
}
