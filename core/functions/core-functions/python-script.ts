import { EphysError } from "#core/model/index.ts";
import {
  callBuiltin,
  combine,
  compare,
  COMPARISONS,
  isTruthy,
  type ScriptValue,
} from "./python-operations.ts";

/*
 * Reads a Python file of settings without Python: assignments of literals and of names assigned before, arithmetic,
 * comparisons, logic, the calls of python-operations, items and slices; `pass`, `del` and texts standing alone.
 * Anything else (imports, loops, functions) is refused with its line, never run.
 */

/** The names that a script defines, in the order of definition. */
export function runPythonScript(text: string, source: string): Map<string, ScriptValue> {
  return new Script(text, source).run();
}

type Token =
  | { readonly kind: "number"; readonly value: number; readonly at: number; readonly text: string }
  | { readonly kind: "string"; readonly value: string; readonly at: number; readonly text: string }
  | {
      readonly kind: "name" | "operator" | "newline" | "end";
      readonly at: number;
      readonly text: string;
    };

const NUMBER = /(?:0[xX][\da-fA-F_]+|(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][+-]?\d+)?)/y;
const NAME = /[\p{L}_][\p{L}\p{N}_]*/uy;
const OPERATOR = /\*\*=|\/\/=|\*\*|\/\/|[+\-*/%<>!=]=|[-+*/%()[\]{},:=.<>~;]/y;

function tokenize(text: string, fail: (at: number, why: string) => never): Token[] {
  const tokens: Token[] = [];
  let depth = 0;
  let at = 0;
  while (at < text.length) {
    const c = text[at];
    if (c === "\n") {
      if (depth === 0) tokens.push({ kind: "newline", at, text: c });
      at++;
    } else if (/\s/.test(c)) at++;
    else if (c === "\\" && /^\\\r?\n/.test(text.slice(at, at + 3))) at = text.indexOf("\n", at) + 1;
    else if (c === "#") at = text.indexOf("\n", at) < 0 ? text.length : text.indexOf("\n", at);
    else if (/^[rRbBuU]{0,2}['"]/.test(text.slice(at, at + 3))) {
      const { value, end } = readString(text, at, fail);
      tokens.push({ kind: "string", value, at, text: text.slice(at, end) });
      at = end;
    } else {
      const token = readWord(text, at);
      if (token === undefined) return fail(at, `"${c}" is not understood`);
      if (token.kind === "operator")
        depth += "([{".includes(token.text) ? 1 : ")]}".includes(token.text) ? -1 : 0;
      tokens.push(token);
      at += token.text.length;
    }
  }
  tokens.push({ kind: "newline", at, text: "" }, { kind: "end", at, text: "" });
  return tokens;
}

function readWord(text: string, at: number): Token | undefined {
  for (const [kind, pattern] of [
    ["number", NUMBER],
    ["name", NAME],
    ["operator", OPERATOR],
  ] as const) {
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0];
    if (found === undefined) continue;
    if (kind === "number" && /^0\d*[1-9]\d*$/.test(found)) return undefined; // no octal of old
    if (kind === "number")
      return { kind, value: Number(found.replaceAll("_", "")), at, text: found };
    return { kind, at, text: found };
  }
  return undefined;
}

const ESCAPES: Readonly<Record<string, string>> = {
  n: "\n",
  t: "\t",
  r: "\r",
  "\\": "\\",
  "'": "'",
  '"': '"',
  "\n": "",
};

function readString(
  text: string,
  start: number,
  fail: (at: number, why: string) => never,
): { value: string; end: number } {
  const prefix = /^[a-zA-Z]*/.exec(text.slice(start, start + 2))?.[0] ?? "";
  const raw = /r/i.test(prefix);
  let at = start + prefix.length;
  const quote = text[at];
  const close = text.startsWith(quote.repeat(3), at) ? quote.repeat(3) : quote;
  at += close.length;
  let value = "";
  while (!text.startsWith(close, at)) {
    const c = text[at];
    if (c === undefined || (c === "\n" && close.length === 1))
      return fail(start, "the text is not closed");
    if (c === "\\") {
      const next = text[at + 1] ?? "";
      const escaped = raw ? { text: c + next, length: 2 } : escapeAt(text, at);
      if (escaped === undefined) return fail(at, "the escape is not complete");
      value += escaped.text;
      at += escaped.length;
    } else {
      value += c;
      at++;
    }
  }
  return { value, end: at + close.length };
}

const CODED = /\\(?:x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8})|([0-7]{1,3}))/y;

/** What an escape stands for; undefined for one that is cut off. */
function escapeAt(text: string, at: number): { text: string; length: number } | undefined {
  CODED.lastIndex = at;
  const found = CODED.exec(text);
  if (found !== null) {
    const [whole, two, four, eight, octal] = found;
    const code = octal ? Number.parseInt(octal, 8) : Number.parseInt(two ?? four ?? eight, 16);
    return code > 0x10ffff ? undefined : { text: String.fromCodePoint(code), length: whole.length };
  }
  const next = text[at + 1] ?? "";
  if ("xuU".includes(next) && next !== "") return undefined;
  return { text: ESCAPES[next] ?? `\\${next}`, length: 2 };
}

const CONSTANTS: Readonly<Record<string, ScriptValue>> = { True: true, False: false, None: null };

class Script {
  readonly #tokens: readonly Token[];
  readonly #names = new Map<string, ScriptValue>();
  readonly #text: string;
  readonly #source: string;
  #at = 0;

  constructor(text: string, source: string) {
    this.#text = text;
    this.#source = source;
    this.#tokens = tokenize(text, (at, why) => this.#fail(at, why));
  }

  run(): Map<string, ScriptValue> {
    while (this.#peek().kind !== "end") {
      if (this.#peek().kind === "newline") this.#at++;
      else this.#line();
    }
    return this.#names;
  }

  /** Statements between semicolons. */
  #line(): void {
    const { at } = this.#peek();
    const start = this.#text.lastIndexOf("\n", at - 1) + 1;
    if (!/\S/.test(this.#text.slice(start, at)) && at > start) {
      this.#fail(at, "the line is indented");
    }
    do this.#statement();
    while (this.#take(";") && this.#peek().kind !== "newline");
    if (this.#peek().kind !== "newline") {
      this.#fail(this.#peek().at, "the end of the line is expected");
    }
  }

  /** `name = expression` (chained, changed in place, or several at once), `pass`, `del`, or a text standing alone. */
  #statement(): void {
    if (this.#keyword("pass") || this.#deleted() || this.#unpacked()) return;
    const first = this.#peek();
    const next = this.#tokens[this.#at + 1];
    if (
      first.kind === "name" &&
      next.kind === "operator" &&
      /^(?:\*\*|\/\/|[+\-*/%])?=$/.test(next.text)
    ) {
      this.#at += 2;
      const operator = next.text.slice(0, -1);
      if (operator !== "") {
        const old = this.#lookUp(first.text, first.at);
        this.#names.set(first.text, this.#combine(operator, old, this.#expression(), first.at));
      } else this.#names.set(first.text, this.#assigned());
    } else if (first.kind === "string") {
      const isFirst = this.#at === this.#tokens.findIndex(({ kind }) => kind !== "newline");
      const text = this.#expression();
      if (isFirst) this.#names.set("__doc__", text); // a script's first text is its description
    } else this.#fail(first.at, "only assignments are read");
  }

  #deleted(): boolean {
    if (!this.#keyword("del")) return false;
    do {
      const { text, at } = this.#peek();
      this.#lookUp(text, at);
      this.#names.delete(text);
      this.#at++;
    } while (this.#take(","));
    return true;
  }

  /** `a, b = …` */
  #unpacked(): boolean {
    const targets: string[] = [];
    let i = this.#at;
    for (;;) {
      const [name, after] = [this.#tokens[i], this.#tokens[i + 1]];
      if (name.kind !== "name" || (after.text !== "," && after.text !== "=")) return false;
      targets.push(name.text);
      i += 2;
      if (after.text === "=") break;
    }
    if (targets.length < 2) return false;
    const { at } = this.#peek();
    this.#at = i;
    const value = this.#assigned();
    const items = typeof value === "string" ? Array.from(value) : value;
    if (!Array.isArray(items) || items.length !== targets.length) {
      this.#fail(at, `${String(targets.length)} values are expected`);
    }
    for (const [k, name] of targets.entries()) this.#names.set(name, items[k]);
    return true;
  }

  #keyword(word: string): boolean {
    const token = this.#peek();
    if (token.kind !== "name" || token.text !== word) return false;
    this.#at++;
    return true;
  }

  #assigned(): ScriptValue {
    const first = this.#peek();
    const next = this.#tokens[this.#at + 1];
    if (first.kind === "name" && next.text === "=") {
      this.#at += 2;
      const value = this.#assigned();
      this.#names.set(first.text, value);
      return value;
    }
    const value = this.#expression();
    if (this.#peek().text !== ",") return value;
    const items = [value];
    while (this.#take(",")) if (this.#peek().kind !== "newline") items.push(this.#expression());
    return items;
  }

  /** `a if condition else b` over `or`, `and`, `not` and comparisons. */
  #expression(): ScriptValue {
    const value = this.#either();
    if (!this.#keyword("if")) return value;
    const condition = isTruthy(this.#either());
    if (!this.#keyword("else")) this.#fail(this.#peek().at, '"else" is expected');
    const other = this.#expression();
    return condition ? value : other;
  }

  #either(): ScriptValue {
    let left = this.#both();
    while (this.#keyword("or")) {
      const right = this.#both();
      left = isTruthy(left) ? left : right;
    }
    return left;
  }

  #both(): ScriptValue {
    let left = this.#negated();
    while (this.#keyword("and")) {
      const right = this.#negated();
      left = isTruthy(left) ? right : left;
    }
    return left;
  }

  #negated(): ScriptValue {
    return this.#keyword("not") ? !isTruthy(this.#negated()) : this.#comparison();
  }

  #comparison(): ScriptValue {
    let left = this.#sum();
    let result: ScriptValue | undefined;
    for (let token = this.#peek(); COMPARISONS.has(token.text); token = this.#peek()) {
      this.#at++;
      const right = this.#sum();
      const found = compare(token.text, left, right);
      if (found === undefined) {
        return this.#fail(token.at, `"${token.text}" does not work on these values`);
      }
      result = result === false ? false : found;
      left = right;
    }
    return result ?? left;
  }

  #sum(): ScriptValue {
    let left = this.#term();
    for (let token = this.#peek(); token.text === "+" || token.text === "-"; token = this.#peek()) {
      this.#at++;
      left = this.#combine(token.text, left, this.#term(), token.at);
    }
    return left;
  }

  #term(): ScriptValue {
    let left = this.#unary();
    for (
      let token = this.#peek();
      ["*", "/", "//", "%"].includes(token.text);
      token = this.#peek()
    ) {
      this.#at++;
      left = this.#combine(token.text, left, this.#unary(), token.at);
    }
    return left;
  }

  #unary(): ScriptValue {
    const token = this.#peek();
    if (!["-", "+", "~"].includes(token.text) || token.kind !== "operator") return this.#power();
    this.#at++;
    const given = this.#unary();
    const value = typeof given === "boolean" ? Number(given) : given;
    if (typeof value !== "number") return this.#fail(token.at, "a sign needs a number");
    if (token.text === "~") {
      return Number.isInteger(value) ? -value - 1 : this.#fail(token.at, "~ needs a whole number");
    }
    return token.text === "-" ? -value : value;
  }

  #power(): ScriptValue {
    const base = this.#postfix();
    const token = this.#peek();
    if (token.text !== "**") return base;
    this.#at++;
    return this.#combine("**", base, this.#unary(), token.at);
  }

  #postfix(): ScriptValue {
    let value = this.#atom();
    while (this.#peek().text === "[") {
      const { at } = this.#peek();
      this.#at++;
      const bounds = this.#bounds();
      this.#expect("]");
      const [key] = bounds;
      if (bounds.length > 1 || key === undefined) value = this.#slice(value, bounds, at);
      else value = this.#item(value, key, at);
    }
    return value;
  }

  /** One index, or the two or three bounds of a slice. */
  #bounds(): (ScriptValue | undefined)[] {
    const out: (ScriptValue | undefined)[] = [];
    do out.push([":", "]"].includes(this.#peek().text) ? undefined : this.#expression());
    while (this.#take(":"));
    return out;
  }

  #slice(
    value: ScriptValue,
    bounds: readonly (ScriptValue | undefined)[],
    at: number,
  ): ScriptValue {
    const [start, stop, step] = bounds.map((bound) => bound ?? undefined);
    const isBound = (bound: ScriptValue | undefined): bound is number | undefined =>
      bound === undefined || Number.isInteger(bound);
    const isSequence = typeof value === "string" || Array.isArray(value);
    if (
      !isSequence ||
      bounds.length < 2 ||
      !isBound(start) ||
      !isBound(stop) ||
      step !== undefined
    ) {
      return this.#fail(at, "the slice is not understood");
    }
    return value.slice(start, stop);
  }

  #item(value: ScriptValue, key: ScriptValue, at: number): ScriptValue {
    const found =
      value instanceof Map
        ? value.get(key)
        : (Array.isArray(value) || typeof value === "string") && typeof key === "number"
          ? value.at(key)
          : undefined;
    return found === undefined ? this.#fail(at, "there is no such item") : found;
  }

  #atom(): ScriptValue {
    const token = this.#peek();
    this.#at++;
    switch (token.kind) {
      case "number":
        return token.value;
      case "string": {
        let text = token.value;
        for (let next = this.#peek(); next.kind === "string"; next = this.#peek()) {
          text += next.value;
          this.#at++;
        }
        return text;
      }
      case "name":
        return this.#name(token.text, token.at);
      default:
        if (token.text === "[") return this.#items("]");
        if (token.text === "(") return this.#parenthesis();
        if (token.text === "{") return this.#braces();
        return this.#fail(token.at, "a value is expected");
    }
  }

  #name(name: string, at: number): ScriptValue {
    const constant = CONSTANTS[name];
    if (constant !== undefined) return constant;
    if (this.#peek().text !== "(") return this.#lookUp(name, at);
    this.#at++;
    return this.#call(name, at);
  }

  #lookUp(name: string, at: number): ScriptValue {
    const value = this.#names.get(name);
    return value === undefined ? this.#fail(at, `"${name}" is not defined before`) : value;
  }

  #items(close: string): ScriptValue[] {
    const items: ScriptValue[] = [];
    while (!this.#take(close)) {
      items.push(this.#expression());
      if (this.#peek().text !== close) this.#expect(",");
    }
    return items;
  }

  #parenthesis(): ScriptValue {
    const items: ScriptValue[] = [];
    let comma = false;
    while (!this.#take(")")) {
      items.push(this.#expression());
      if (this.#take(",")) comma = true;
      else if (this.#peek().text !== ")") this.#expect(")");
    }
    return items.length === 1 && !comma ? items[0] : items;
  }

  #braces(): ScriptValue {
    const map = new Map<ScriptValue, ScriptValue>();
    while (!this.#take("}")) {
      const key = this.#expression();
      this.#expect(":");
      map.set(key, this.#expression());
      if (this.#peek().text !== "}") this.#expect(",");
    }
    return map;
  }

  #call(name: string, at: number): ScriptValue {
    if (name === "dict") return this.#keywordDict(at);
    const value = callBuiltin(name, this.#items(")"));
    if (value !== undefined) return value;
    return this.#fail(at, `the call of "${name}" is not understood`);
  }

  #keywordDict(at: number): ScriptValue {
    const map = new Map<ScriptValue, ScriptValue>();
    while (!this.#take(")")) {
      const key = this.#peek();
      if (key.kind !== "name") return this.#fail(at, "dict takes keywords here");
      this.#at++;
      this.#expect("=");
      map.set(key.text, this.#expression());
      if (this.#peek().text !== ")") this.#expect(",");
    }
    return map;
  }

  #combine(operator: string, left: ScriptValue, right: ScriptValue, at: number): ScriptValue {
    const value = combine(operator, left, right);
    if (value !== undefined) return value;
    return this.#fail(at, `"${operator}" does not work on these values`);
  }

  #peek(): Token {
    return this.#tokens[this.#at];
  }

  #take(text: string): boolean {
    if (this.#peek().text !== text || this.#peek().kind !== "operator") return false;
    this.#at++;
    return true;
  }

  #expect(text: string): void {
    if (!this.#take(text)) this.#fail(this.#peek().at, `"${text}" is expected`);
  }

  #fail(at: number, why: string): never {
    const line = this.#text.slice(0, at).split("\n").length;
    throw new EphysError("CorruptFile", `${this.#source}, line ${String(line)}: ${why}`, {
      path: this.#source,
      line,
    });
  }
}
