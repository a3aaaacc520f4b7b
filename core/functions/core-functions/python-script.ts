import { EphysError } from "#core/model/index.ts";
import { callBuiltin, combine, type ScriptValue } from "./python-operations.ts";

/*
 * Reads a Python file of settings without Python: assignments of literals, names assigned before, arithmetic,
 * comparisons are not needed, `range`, `list`, `tuple`, `dict`, `len`, `str`, `int`, `float` calls and indexing.
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
const NAME = /[A-Za-z_]\w*/y;
const OPERATOR = /\*\*=|\/\/=|\*\*|\/\/|[+\-*/%]=|[-+*/%()[\]{},:=.]/y;

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
  "0": "\0",
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
      value += raw ? c + next : (ESCAPES[next] ?? c + next);
      at += 2;
    } else {
      value += c;
      at++;
    }
  }
  return { value, end: at + close.length };
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
      else this.#statement();
    }
    return this.#names;
  }

  /** `name = expression` (chained, or changed in place), or a text standing alone. */
  #statement(): void {
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
    } else if (first.kind === "string") this.#expression();
    else this.#fail(first.at, "only assignments are read");
    if (this.#peek().kind !== "newline")
      this.#fail(this.#peek().at, "the end of the line is expected");
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

  #expression(): ScriptValue {
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
    if (token.text !== "-" && token.text !== "+") return this.#power();
    this.#at++;
    const value = this.#unary();
    if (typeof value !== "number") return this.#fail(token.at, "a sign needs a number");
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
      const key = this.#expression();
      this.#expect("]");
      value = this.#item(value, key, at);
    }
    return value;
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
