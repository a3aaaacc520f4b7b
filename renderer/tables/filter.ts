/*
 * The filter language of the unit table, as people know it from Phy: `snr > 5 & firing_rate < 20`,
 * `label == good | !(isi_violations_ratio > 0.1)`, `id in (3, 7, 12)`. Parsed by hand: nothing typed is ever run.
 */

export type FilterValue = string | number | boolean | null;
/** The value of a column for one row; undefined = there is no such column. */
export type Lookup = (name: string) => FilterValue | undefined;
export type Predicate = (lookup: Lookup) => boolean;

export class FilterError extends Error {
  /** where in the text */
  readonly at: number;
  constructor(message: string, at: number) {
    super(message);
    this.name = "FilterError";
    this.at = at;
  }
}

interface Token {
  readonly kind: "name" | "number" | "string" | "sign" | "end";
  readonly text: string;
  readonly at: number;
}

const TOKEN =
  /\s*(?:(?<number>[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)|(?<string>"[^"]*"|'[^']*')|(?<name>[A-Za-z_][\w.%]*)|(?<sign>==|!=|<=|>=|&&|\|\||[<>=!&|(),]))/iy;

function tokensOf(text: string): readonly Token[] {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.trimEnd().length) {
    const at = TOKEN.lastIndex;
    const groups = TOKEN.exec(text)?.groups;
    if (!groups) throw new FilterError(`“${text.slice(at).trim()}” is not understood`, at);
    for (const kind of ["number", "string", "name", "sign"] as const) {
      const found = groups[kind];
      if (found !== undefined) tokens.push({ kind, text: found, at });
    }
  }
  return [...tokens, { kind: "end", text: "the end", at: text.length }];
}

const OR = new Set(["|", "||", "or"]);
const AND = new Set(["&", "&&", "and"]);
const NOT = new Set(["!", "not"]);
const COMPARISONS = new Set(["==", "=", "!=", "<", "<=", ">", ">="]);

class Parser {
  readonly #tokens: readonly Token[];
  readonly #columns: ReadonlySet<string>;
  #at = 0;

  constructor(text: string, columns: ReadonlySet<string>) {
    this.#tokens = tokensOf(text);
    this.#columns = columns;
  }

  parse(): Predicate {
    const result = this.#or();
    const rest = this.#peek();
    if (rest.kind !== "end") throw new FilterError(`“${rest.text}” was not expected`, rest.at);
    return result;
  }

  #peek(): Token {
    return this.#tokens[this.#at] ?? { kind: "end", text: "the end", at: 0 };
  }
  #next(): Token {
    const token = this.#peek();
    this.#at++;
    return token;
  }
  #takes(words: ReadonlySet<string>): boolean {
    const { kind, text } = this.#peek();
    if (kind === "string" || !words.has(text.toLowerCase())) return false;
    this.#at++;
    return true;
  }

  #or(): Predicate {
    let left = this.#and();
    while (this.#takes(OR)) {
      const a = left;
      const b = this.#and();
      left = (lookup) => a(lookup) || b(lookup);
    }
    return left;
  }
  #and(): Predicate {
    let left = this.#not();
    while (this.#takes(AND)) {
      const a = left;
      const b = this.#not();
      left = (lookup) => a(lookup) && b(lookup);
    }
    return left;
  }
  #not(): Predicate {
    if (this.#takes(NOT)) {
      const inner = this.#not();
      return (lookup) => !inner(lookup);
    }
    if (this.#peek().text === "(" && this.#peek().kind === "sign") {
      this.#next();
      const inner = this.#or();
      this.#expect(")");
      return inner;
    }
    return this.#comparison();
  }

  #comparison(): Predicate {
    const name = this.#column();
    const sign = this.#next();
    if (sign.text.toLowerCase() === "in") return this.#membership(name);
    if (!COMPARISONS.has(sign.text))
      throw new FilterError(`after ${name} comes ==, !=, <, <=, >, >= or in`, sign.at);
    const wanted = this.#value();
    return (lookup) => compare(lookup(name) ?? null, sign.text, wanted);
  }
  #membership(name: string): Predicate {
    this.#expect("(");
    const wanted: FilterValue[] = [this.#value()];
    while (this.#peek().text === ",") {
      this.#next();
      wanted.push(this.#value());
    }
    this.#expect(")");
    return (lookup) => wanted.some((one) => compare(lookup(name) ?? null, "==", one));
  }
  #column(): string {
    const token = this.#next();
    if (token.kind !== "name")
      throw new FilterError(`a column is missing before ${token.text}`, token.at);
    const name = ALIASES[token.text] ?? token.text;
    if (this.#columns.has(name)) return name;
    const like = [...this.#columns].filter((column) => column.includes(name)).slice(0, 3);
    const hint = like.length > 0 ? `; like it: ${like.join(", ")}` : "";
    throw new FilterError(`there is no column ${name}${hint}`, token.at);
  }
  #value(): FilterValue {
    const token = this.#next();
    if (token.kind === "number") return Number(token.text);
    if (token.kind === "string") return token.text.slice(1, -1);
    if (token.kind !== "name") throw new FilterError("a value is missing", token.at);
    return (
      { true: true, false: false, null: null, none: null }[token.text.toLowerCase()] ??
      wordOf(token)
    );
  }
  #expect(sign: string): void {
    const token = this.#next();
    if (token.text !== sign)
      throw new FilterError(`“${sign}” is missing before ${token.text}`, token.at);
  }
}

const wordOf = ({ text }: Token): string | null =>
  ["null", "none"].includes(text.toLowerCase()) ? null : text;

/** Names that Phy users type. */
const ALIASES: Readonly<Record<string, string>> = {
  cluster_id: "id",
  unit_id: "id",
  group: "label",
  n_spikes: "num_spikes",
  fr: "firing_rate",
  ch: "channel",
};

/** Nothing is neither smaller nor larger than anything; text compares without regard to case. */
function compare(value: FilterValue, sign: string, wanted: FilterValue): boolean {
  const isEqual = sign === "==" || sign === "=";
  const isNothing = value === null || (typeof value === "number" && Number.isNaN(value));
  if (wanted === null || isNothing) {
    const same = isNothing && wanted === null;
    return isEqual ? same : sign === "!=" && !same;
  }
  if (isEqual || sign === "!=") return same(value, wanted) === isEqual;
  const a = Number(value);
  const b = Number(wanted);
  switch (sign) {
    case "<":
      return a < b;
    case "<=":
      return a <= b;
    case ">":
      return a > b;
    default:
      return a >= b;
  }
}

function same(value: FilterValue, wanted: FilterValue): boolean {
  if (typeof value === "number" && typeof wanted === "number") return value === wanted;
  return String(value).toLowerCase() === String(wanted).toLowerCase();
}

/** Compiles a filter; an empty text keeps every row. Throws FilterError. */
export function parseFilter(text: string, columns: readonly string[]): Predicate {
  if (text.trim() === "") return () => true;
  return new Parser(text, new Set(columns)).parse();
}
