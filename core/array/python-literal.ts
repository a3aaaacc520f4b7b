import { EphysError } from "#core/model/index.ts";

/** What a Python literal can be; tuples are arrays with `tuple: true`. */
export type PythonLiteral =
  null | boolean | number | string | PythonSequence | ReadonlyMap<PythonLiteral, PythonLiteral>;

export interface PythonSequence {
  readonly tuple: boolean;
  readonly items: readonly PythonLiteral[];
}

/**
 * Parses a Python literal expression (dict, list, tuple, string, number, True, False, None) and nothing that runs.
 * @throws CorruptFile naming the position of what is not a literal
 */
export function parsePythonLiteral(text: string): PythonLiteral {
  const parser = new LiteralParser(text);
  return parser.parseAll();
}

const ESCAPES: Readonly<Record<string, string>> = {
  n: "\n",
  t: "\t",
  r: "\r",
  "\\": "\\",
  "'": "'",
  '"': '"',
  a: "\x07",
  b: "\b",
  f: "\f",
  v: "\v",
  "0": "\0",
};

const NUMBER = /[+-]?(?:0[xX][0-9a-fA-F_]+|(?:\d[\d_]*\.?[\d_]*|\.\d+)(?:[eE][+-]?\d+)?)[lL]?/y;
const WORD = /[A-Za-z_]\w*/y;

class LiteralParser {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  parseAll(): PythonLiteral {
    const value = this.#value();
    this.#space();
    if (this.#at < this.#text.length) this.#fail("the end");
    return value;
  }

  #value(): PythonLiteral {
    this.#space();
    const c = this.#text[this.#at] ?? "";
    if (c === "{") return this.#dict();
    if (c === "[") return { tuple: false, items: this.#items("]") };
    if (c === "(") return this.#parenthesis();
    if (/['"]/.test(c) || /^[uUbBrR]['"]/.test(this.#text.slice(this.#at, this.#at + 2))) {
      return this.#strings();
    }
    return this.#numberOrWord();
  }

  #dict(): PythonLiteral {
    this.#at++;
    const map = new Map<PythonLiteral, PythonLiteral>();
    while (!this.#take("}")) {
      const key = this.#value();
      if (!this.#take(":")) this.#fail('":"');
      map.set(key, this.#value());
      if (!this.#take(",") && this.#peek() !== "}") this.#fail('"," or "}"');
    }
    return map;
  }

  #items(end: string): PythonLiteral[] {
    this.#at++;
    const items: PythonLiteral[] = [];
    while (!this.#take(end)) {
      items.push(this.#value());
      if (!this.#take(",") && this.#peek() !== end) this.#fail(`"," or "${end}"`);
    }
    return items;
  }

  /** `(x)` is x; `(x,)` and `()` are tuples. */
  #parenthesis(): PythonLiteral {
    const items = this.#items(")");
    const [only] = items;
    const inner = this.#text.slice(0, this.#at - 1).trimEnd();
    if (items.length === 1 && only !== undefined && !inner.endsWith(",")) return only;
    return { tuple: true, items };
  }

  /** One string, or several side by side, which Python joins. */
  #strings(): string {
    let out = "";
    for (;;) {
      this.#space();
      const prefix = /^[uUbBrR]{0,2}(?=['"])/.exec(this.#text.slice(this.#at, this.#at + 3));
      if (prefix === null) return out;
      this.#at += prefix[0].length;
      out += this.#oneString(/r/i.test(prefix[0]));
    }
  }

  #oneString(raw: boolean): string {
    const quote = this.#text[this.#at] ?? "";
    const long = this.#text.startsWith(quote.repeat(3), this.#at);
    const end = long ? quote.repeat(3) : quote;
    this.#at += end.length;
    let out = "";
    while (!this.#text.startsWith(end, this.#at)) {
      const c = this.#text[this.#at];
      if (c === undefined || (c === "\n" && !long)) return this.#fail("the end of a string");
      this.#at++;
      out += c === "\\" ? this.#escape(raw) : c;
    }
    this.#at += end.length;
    return out;
  }

  #escape(raw: boolean): string {
    const c = this.#text[this.#at] ?? "";
    this.#at++;
    if (raw) return "\\" + c;
    const digits = { x: 2, u: 4, U: 8 }[c];
    if (digits !== undefined) {
      const hex = this.#text.slice(this.#at, this.#at + digits);
      this.#at += digits;
      return String.fromCodePoint(Number.parseInt(hex, 16) || 0);
    }
    if (c === "\n") return "";
    return ESCAPES[c] ?? "\\" + c;
  }

  #numberOrWord(): PythonLiteral {
    NUMBER.lastIndex = this.#at;
    const number = NUMBER.exec(this.#text);
    if (number) {
      this.#at += number[0].length;
      return Number(number[0].replace(/[lL_]/g, ""));
    }
    WORD.lastIndex = this.#at;
    const word = WORD.exec(this.#text)?.[0];
    const value = { True: true, False: false, None: null }[word ?? ""];
    if (value === undefined) return this.#fail("a literal");
    this.#at += (word ?? "").length;
    return value;
  }

  #space(): void {
    while (/[\s#]/.test(this.#text[this.#at] ?? "")) {
      if (this.#text[this.#at] === "#") {
        const end = this.#text.indexOf("\n", this.#at);
        this.#at = end < 0 ? this.#text.length : end;
      } else this.#at++;
    }
  }

  #peek(): string {
    this.#space();
    return this.#text[this.#at] ?? "";
  }

  #take(c: string): boolean {
    if (this.#peek() !== c) return false;
    this.#at++;
    return true;
  }

  #fail(expected: string): never {
    const found = this.#text.slice(this.#at, this.#at + 20);
    throw new EphysError(
      "CorruptFile",
      `expected ${expected} at position ${String(this.#at)} of a Python literal, found "${found}"`,
      { position: this.#at },
    );
  }
}
