import { describe, expect, it } from "vitest";
import { parseImro } from "../probe-file/imro.ts";
import { imecGains } from "./gains.ts";
import { parseMeta, type SpikeGlxMeta } from "./meta.ts";
import { probeFromMeta } from "./probe.ts";

const IMRO = `(1110,2,0,500,250,1)${Array.from({ length: 24 }, (_, g) => `(${String(g)} 0 0)`).join("")}`;

/** The lowest 48 rows of 8 contacts, in an order of channels that only the map tells. */
function meta(extra: readonly string[] = [], first = "0:57.5:0:1"): SpikeGlxMeta {
  const places = Array.from({ length: 384 }, (_, channel) => {
    const electrode = (channel * 7) % 384;
    const [row, column] = [Math.floor(electrode / 8), electrode % 8];
    return `0:${String(15.5 + 6 * column)}:${String(6 * row)}:1`;
  });
  if (first !== "0:57.5:0:1") places[0] = first;
  const lines = [
    "imDatPrb_type=1110",
    "imDatPrb_pn=NP1110",
    "imAiRangeMax=0.6",
    "nSavedChans=385",
    "snsSaveChanSubset=all",
    `~imroTbl=${IMRO}`,
    ...extra,
  ];
  const map = `~snsGeomMap=(NP1110,1,0,73)${places.map((place) => `(${place})`).join("")}`;
  return parseMeta([...lines, map].join("\n"), "/x/a.meta");
}

describe("a Neuropixels probe with groups of channels in its imro table", () => {
  it("has the contacts of the file's map, at their places", () => {
    const probe = probeFromMeta(meta());
    expect(probe?.contactIds?.slice(0, 3)).toEqual(["e0", "e7", "e14"]);
    // row 0 column 7, row 1 column 6
    expect([...(probe?.contactPositions.subarray(2, 6) ?? [])]).toEqual([42, 0, 36, 6]);
    expect(probe?.annotations).toMatchObject({ model_name: "NP1110", num_readout_channels: 384 });
    expect(probe?.deviceChannelIndices).toHaveLength(384);
  });

  it("is refused where the map names no contact", () => {
    expect(() => probeFromMeta(meta([], "0:16:0:1"))).toThrow(/snsGeomMap has "0:16:0:1"/);
  });

  it("has the gains that the file states, and is refused without", () => {
    const names = Array.from({ length: 385 }, () => "");
    const stated = ["imMaxInt=512", "imChan0apGain=500", "imChan0lfGain=250"];
    const gains = imecGains(meta(stated), "ap", names, 385);
    expect(gains[0]).toBeCloseTo((0.6 / 512 / 500) * 1e6, 12);
    expect(imecGains(meta(stated), "lf", names, 385)[3]).toBeCloseTo((0.6 / 512 / 250) * 1e6, 12);
    expect(() => imecGains(meta(), "ap", names, 385)).toThrow(/probe type 1110/);
  });

  it("cannot be had from its .imro file alone", () => {
    expect(() => parseImro(IMRO, "/x/a.imro")).toThrow(/take the .meta file/);
  });
});
