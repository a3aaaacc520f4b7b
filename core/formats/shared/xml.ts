import { EphysError } from "#core/model/index.ts";

/** An element of an XML file. Namespaces are left in the names. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly XmlElement[];
  /** the text directly in it, trimmed */
  readonly text: string;
}

interface OpenElement {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: XmlElement[];
  text: string;
}

/** Deeper trees are no settings. */
const MAX_DEPTH = 200;

const ENTITIES: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
};

/** Comment, CDATA, processing instruction, declaration, or a tag whose quoted values may hold ">". */
const MARKUP =
  /<!--[\s\S]*?-->|<!\[CDATA\[([\s\S]*?)\]\]>|<\?[\s\S]*?\?>|<![^>]*>|<(\/?)([^\s<>/="']+)((?:[^<>"']|"[^"<]*"|'[^'<]*')*)>/y;
const ATTRIBUTE = /([^\s=/"']+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g;

/**
 * The root element of an XML text, as the acquisition programs write it: elements, attributes, text. Declarations are
 * skipped and no entity but the five of XML and character numbers is expanded, so nothing is fetched or multiplied.
 * @throws CorruptFile when tags do not match
 */
export function parseXml(text: string, path: string): XmlElement {
  const stack: OpenElement[] = [];
  let root: XmlElement | undefined;
  let at = 0;
  while (at < text.length) {
    const next = text.indexOf("<", at);
    const end = next < 0 ? text.length : next;
    const top = stack.at(-1);
    if (top) top.text += unescapeXml(text.slice(at, end));
    if (next < 0) break;
    MARKUP.lastIndex = next;
    const match = MARKUP.exec(text);
    if (!match) throw notXml(path, next);
    at = MARKUP.lastIndex;
    const [, cdata, slash, name, inside] = match as readonly (string | undefined)[];
    if (cdata !== undefined && top) top.text += cdata;
    if (name === undefined) continue;
    if (slash === "/") {
      const closed = stack.pop();
      if (closed?.name !== name) throw notXml(path, next);
      root = finish(closed, stack);
    } else {
      if (root || stack.length >= MAX_DEPTH) throw notXml(path, next);
      const element = { name, attributes: attributesOf(inside ?? ""), children: [], text: "" };
      if (inside?.endsWith("/") === true) root = finish(element, stack);
      else stack.push(element);
    }
  }
  if (!root || stack.length > 0) throw notXml(path, text.length);
  return root;
}

/** Hangs a closed element into the one around it; the outermost is returned. */
function finish(closed: OpenElement, stack: readonly OpenElement[]): XmlElement | undefined {
  const element = { ...closed, text: closed.text.trim() };
  const around = stack.at(-1);
  if (!around) return element;
  around.children.push(element);
  return undefined;
}

function attributesOf(inside: string): Map<string, string> {
  const attributes = new Map<string, string>();
  for (const match of inside.matchAll(ATTRIBUTE)) {
    const [, name, double, single] = match as readonly (string | undefined)[];
    attributes.set(name ?? "", unescapeXml(double ?? single ?? ""));
  }
  return attributes;
}

function unescapeXml(text: string): string {
  if (!text.includes("&")) return text;
  return text.replace(/&(#x[0-9a-f]+|#\d+|\w+);/gi, (whole, name: string) => {
    if (!name.startsWith("#")) return ENTITIES[name] ?? whole;
    const code = /^#x/i.test(name) ? parseInt(name.slice(2), 16) : Number(name.slice(1));
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}

function notXml(path: string, at: number): EphysError {
  return new EphysError(
    "CorruptFile",
    `${path} is not well-formed XML (at character ${String(at)}); copy it again from the recording computer`,
    { path, at },
  );
}

/** Elements of a name directly below. */
export function childrenNamed(element: XmlElement | undefined, name: string): XmlElement[] {
  return element?.children.filter((child) => child.name === name) ?? [];
}

/** The first element at the end of a path of names. */
export function childAt(
  element: XmlElement | undefined,
  ...names: readonly string[]
): XmlElement | undefined {
  let at = element;
  for (const name of names) at = at?.children.find((child) => child.name === name);
  return at;
}
