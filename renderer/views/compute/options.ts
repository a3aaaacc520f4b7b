import type { Palette, Scene, Shape } from "../../charts/index.ts";
import { formatBytes, formatLeft } from "../../app/index.ts";

/** An extension with its parents, state and cost. */
export interface ExtensionNode {
  readonly name: string;
  readonly label: string;
  readonly summary: string;
  /** "a|b" = either */
  readonly dependsOn: readonly string[];
  /** what it also reads where it is there */
  readonly uses: readonly string[];
  readonly needsRecording: boolean;
  readonly state: string;
  readonly seconds: number;
  readonly diskBytes: number;
}

/** Parents of a node that exist in the graph, alternatives one by one. */
const parentsOf = (node: ExtensionNode, names: ReadonlySet<string>): readonly string[] =>
  node.dependsOn.flatMap((one) => one.split("|")).filter((name) => names.has(name));

/** Parents, and what a node also reads where it is there. */
const sourcesOf = (node: ExtensionNode, names: ReadonlySet<string>): readonly string[] => [
  ...parentsOf(node, names),
  ...node.uses.filter((name) => names.has(name)),
];

/** How many steps each extension is from one that needs nothing. */
export function levelsOf(nodes: readonly ExtensionNode[]): ReadonlyMap<string, number> {
  const names = new Set(nodes.map(({ name }) => name));
  const byName = new Map(nodes.map((node) => [node.name, node]));
  const levels = new Map<string, number>();
  const levelOf = (name: string): number => {
    const known = levels.get(name);
    if (known !== undefined) return known;
    const node = byName.get(name);
    const parents = node ? sourcesOf(node, names) : [];
    const level = parents.length === 0 ? 0 : 1 + Math.max(...parents.map(levelOf));
    levels.set(name, level);
    return level;
  };
  for (const { name } of nodes) levelOf(name);
  return levels;
}

/** What has to be computed for some extensions: they themselves and every parent that is not there, parents first. */
export function withParents(
  nodes: readonly ExtensionNode[],
  wanted: ReadonlySet<string>,
): readonly string[] {
  const byName = new Map(nodes.map((node) => [node.name, node]));
  const taken = new Set<string>();
  const take = (name: string): void => {
    const node = byName.get(name);
    if (!node || taken.has(name)) return;
    for (const parent of node.dependsOn) {
      const choices = parent.split("|");
      const isThere = choices.some((one) => byName.get(one)?.state === "done" || wanted.has(one) || taken.has(one)); // prettier-ignore
      const lacking = choices.filter((one) => wanted.has(one));
      for (const one of isThere ? lacking : [choices.at(-1) ?? ""]) take(one);
    }
    taken.add(name);
  };
  for (const name of wanted) take(name);
  const levels = levelsOf(nodes);
  return [...taken].sort((a, b) => (levels.get(a) ?? 0) - (levels.get(b) ?? 0));
}

/** "about 2:05, 1.2 GB" */
export function costText(nodes: readonly ExtensionNode[], names: readonly string[]): string {
  const chosen = nodes.filter(({ name }) => names.includes(name));
  // one sweep reads the samples for all that need them
  const seconds = chosen.reduce((sum, node) => sum + (Number.isFinite(node.seconds) ? node.seconds : 0), 0); // prettier-ignore
  const bytes = chosen.reduce((sum, node) => sum + (Number.isFinite(node.diskBytes) ? node.diskBytes : 0), 0); // prettier-ignore
  return `${seconds < 1 ? "under a second" : `about ${formatLeft(seconds)}`}, ${formatBytes(bytes)}`;
}

const timeText = (seconds: number): string =>
  Number.isNaN(seconds) ? "–" : seconds < 1 ? "< 1 s" : formatLeft(seconds);

const BOX_H = 34;
export interface PlacedNode {
  readonly node: ExtensionNode;
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

/** Columns by level, nodes below each other. */
export function placeNodes(
  nodes: readonly ExtensionNode[],
  width: number,
  height: number,
): readonly PlacedNode[] {
  const levels = levelsOf(nodes);
  const numLevels = Math.max(0, ...levels.values()) + 1;
  const columnPx = (width - 8) / numLevels;
  return Array.from({ length: numLevels }, (_, level) => {
    const own = nodes.filter(({ name }) => levels.get(name) === level);
    const step = Math.min(54, (height - 12) / Math.max(1, own.length));
    const top = Math.max(6, (height - step * own.length) / 2);
    return own.map((node, at) => ({
      node,
      x: 6 + level * columnPx,
      y: top + at * step,
      w: Math.max(60, columnPx - 26),
      h: Math.min(BOX_H, step - 4),
    }));
  }).flat();
}

/** Boxes with their states and the lines from parents to children. */
export function graphScene(
  placed: readonly PlacedNode[],
  palette: Palette & { readonly ok?: string },
  chosen: ReadonlySet<string>,
  needed: ReadonlySet<string>,
): Scene {
  const names = new Set(placed.map(({ node }) => node.name));
  const at = new Map(placed.map((one) => [one.node.name, one]));
  const lines = placed.flatMap((child): Shape[] =>
    sourcesOf(child.node, names).flatMap((name): Shape[] => {
      const parent = at.get(name);
      if (!parent) return [];
      const isNeed = !child.node.uses.includes(name);
      const [x0, y0] = [parent.x + parent.w, parent.y + parent.h / 2];
      const [x1, y1] = [child.x, child.y + child.h / 2];
      const isOn =
        needed.has(child.node.name) && (needed.has(name) || parent.node.state === "done");
      return [
        {
          kind: "path",
          points: Float32Array.of(x0, y0, x0 + 10, y0, x1 - 10, y1, x1, y1),
          stroke: isOn ? palette.accent : isNeed ? palette.lineStrong : palette.line,
          width: isOn ? 1.5 : 1,
        },
      ];
    }),
  );
  const boxes = placed.flatMap(({ node, x, y, w, h }): Shape[] => {
    const isOn = needed.has(node.name);
    const isDone = node.state === "done";
    return [
      {
        kind: "rect",
        x,
        y,
        w,
        h,
        fill: isOn ? palette.bg3 : palette.bg2,
        stroke: chosen.has(node.name) ? palette.accent : isOn ? palette.warn : palette.line,
      },
      {
        kind: "text",
        x: x + 6,
        y: y + (h > 26 ? 11 : h / 2),
        text: `${isDone ? "✓ " : ""}${node.name}`,
        fill: isDone ? palette.fg0 : palette.fg1,
        size: 11,
      },
      ...(h > 26
        ? [
            {
              kind: "text" as const,
              x: x + 6,
              y: y + 24,
              text: `${node.state} · ${timeText(node.seconds)} · ${formatBytes(node.diskBytes)}`,
              fill: palette.fg2,
              size: 9,
            },
          ]
        : []),
    ];
  });
  return [...lines, ...boxes];
}
