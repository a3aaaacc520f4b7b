/* eslint-disable max-lines -- a table of numbers */
import { bytesFromBase64 } from "#core/array/index.ts";

/* Colour maps by matplotlib's names, as data: anchors in sRGB from 0 to 1, or whole tables. */

/** Anchors per channel: [position, value up to it, value from it on]; between anchors the values are linear. */
export interface SegmentMap {
  readonly red: readonly Anchor[];
  readonly green: readonly Anchor[];
  readonly blue: readonly Anchor[];
}

type Anchor = readonly [number, number, number];

/** Evenly spaced anchors, ColorBrewer's schemes (Brewer, Harrower and others, Apache 2.0), rrggbb. */
export const ANCHOR_MAPS: Readonly<Record<string, string>> = {
  RdGy: "67001f b2182b d6604d f4a582 fddbc7 ffffff e0e0e0 bababa 878787 4d4d4d 1a1a1a",
  RdBu: "67001f b2182b d6604d f4a582 fddbc7 f7f7f7 d1e5f0 92c5de 4393c3 2166ac 053061",
  RdYlBu: "a50026 d73027 f46d43 fdae61 fee090 ffffbf e0f3f8 abd9e9 74add1 4575b4 313695",
  RdYlGn: "a50026 d73027 f46d43 fdae61 fee08b ffffbf d9ef8b a6d96a 66bd63 1a9850 006837",
  Spectral: "9e0142 d53e4f f46d43 fdae61 fee08b ffffbf e6f598 abdda4 66c2a5 3288bd 5e4fa2",
  PuOr: "7f3b08 b35806 e08214 fdb863 fee0b6 f7f7f7 d8daeb b2abd2 8073ac 542788 2d004b",
  BrBG: "543005 8c510a bf812d dfc27d f6e8c3 f5f5f5 c7eae5 80cdc1 35978f 01665e 003c30",
  PiYG: "8e0152 c51b7d de77ae f1b6da fde0ef f7f7f7 e6f5d0 b8e186 7fbc41 4d9221 276419",
  PRGn: "40004b 762a83 9970ab c2a5cf e7d4e8 f7f7f7 d9f0d3 a6dba0 5aae61 1b7837 00441b",
  Blues: "f7fbff deebf7 c6dbef 9ecae1 6baed6 4292c6 2171b5 08519c 08306b",
  Greens: "f7fcf5 e5f5e0 c7e9c0 a1d99b 74c476 41ab5d 238b45 006d2c 00441b",
  Greys: "ffffff f0f0f0 d9d9d9 bdbdbd 969696 737373 525252 252525 000000",
  Oranges: "fff5eb fee6ce fdd0a2 fdae6b fd8d3c f16913 d94801 a63603 7f2704",
  Purples: "fcfbfd efedf5 dadaeb bcbddc 9e9ac8 807dba 6a51a3 54278f 3f007d",
  Reds: "fff5f0 fee0d2 fcbba1 fc9272 fb6a4a ef3b2c cb181d a50f15 67000d",
  YlGnBu: "ffffd9 edf8b1 c7e9b4 7fcdbb 41b6c4 1d91c0 225ea8 253494 081d58",
  YlOrRd: "ffffcc ffeda0 fed976 feb24c fd8d3c fc4e2a e31a1c bd0026 800026",
  YlGn: "ffffe5 f7fcb9 d9f0a3 addd8e 78c679 41ab5d 238443 006837 004529",
  BuPu: "f7fcfd e0ecf4 bfd3e6 9ebcda 8c96c6 8c6bb1 88419d 810f7c 4d004b",
  GnBu: "f7fcf0 e0f3db ccebc5 a8ddb5 7bccc4 4eb3d3 2b8cbe 0868ac 084081",
  PuBu: "fff7fb ece7f2 d0d1e6 a6bddb 74a9cf 3690c0 0570b0 045a8d 023858",
  PuRd: "f7f4f9 e7e1ef d4b9da c994c7 df65b0 e7298a ce1256 980043 67001f",
  RdPu: "fff7f3 fde0dd fcc5c0 fa9fb5 f768a1 dd3497 ae017e 7a0177 49006a",
  BuGn: "f7fcfd e5f5f9 ccece6 99d8c9 66c2a4 41ae76 238b45 006d2c 00441b",
  OrRd: "fff7ec fee8c8 fdd49e fdbb84 fc8d59 ef6548 d7301f b30000 7f0000",
  PuBuGn: "fff7fb ece2f0 d0d1e6 a6bddb 67a9cf 3690c0 02818a 016c59 014636",
  YlOrBr: "ffffe5 fff7bc fee391 fec44f fe9929 ec7014 cc4c02 993404 662506",
};

/** Maps with anchors of their own per channel. */
export const SEGMENT_MAPS: Readonly<Record<string, SegmentMap>> = {
  gist_ncar: {
    red: [
      [0, 0, 0],
      [0.3098, 0, 0],
      [0.3725, 0.3993, 0.3993],
      [0.4235, 0.5003, 0.5003],
      [0.5333, 1, 1],
      [0.7922, 1, 1],
      [0.8471, 0.6218, 0.6218],
      [0.898, 0.9235, 0.9235],
      [1, 0.9961, 0.9961],
    ],
    green: [
      [0, 0, 0],
      [0.051, 0.3722, 0.3722],
      [0.1059, 0, 0],
      [0.1569, 0.7202, 0.7202],
      [0.1608, 0.7537, 0.7537],
      [0.1647, 0.7752, 0.7752],
      [0.2157, 1, 1],
      [0.2588, 0.9804, 0.9804],
      [0.2706, 0.9804, 0.9804],
      [0.3176, 1, 1],
      [0.3686, 0.8081, 0.8081],
      [0.4275, 1, 1],
      [0.5216, 1, 1],
      [0.6314, 0.7292, 0.7292],
      [0.6863, 0.2796, 0.2796],
      [0.7451, 0, 0],
      [0.7922, 0, 0],
      [0.8431, 0.1753, 0.1753],
      [0.898, 0.5, 0.5],
      [1, 0.9725, 0.9725],
    ],
    blue: [
      [0, 0.502, 0.502],
      [0.051, 0.0222, 0.0222],
      [0.1098, 1, 1],
      [0.2039, 1, 1],
      [0.2627, 0.6145, 0.6145],
      [0.3216, 0, 0],
      [0.4157, 0, 0],
      [0.4745, 0.2342, 0.2342],
      [0.5333, 0, 0],
      [0.5804, 0, 0],
      [0.6314, 0.0549, 0.0549],
      [0.6902, 0, 0],
      [0.7373, 0, 0],
      [0.7922, 0.9738, 0.9738],
      [0.8, 1, 1],
      [0.8431, 1, 1],
      [0.898, 0.9341, 0.9341],
      [1, 0.9961, 0.9961],
    ],
  },
  jet: {
    red: [
      [0, 0, 0],
      [0.35, 0, 0],
      [0.66, 1, 1],
      [0.89, 1, 1],
      [1, 0.5, 0.5],
    ],
    green: [
      [0, 0, 0],
      [0.125, 0, 0],
      [0.375, 1, 1],
      [0.64, 1, 1],
      [0.91, 0, 0],
      [1, 0, 0],
    ],
    blue: [
      [0, 0.5, 0.5],
      [0.11, 1, 1],
      [0.34, 1, 1],
      [0.65, 0, 0],
      [1, 0, 0],
    ],
  },
  hsv: {
    red: [
      [0, 1, 1],
      [0.15873, 1, 1],
      [0.174603, 0.96875, 0.96875],
      [0.333333, 0.03125, 0.03125],
      [0.349206, 0, 0],
      [0.666667, 0, 0],
      [0.68254, 0.03125, 0.03125],
      [0.84127, 0.96875, 0.96875],
      [0.857143, 1, 1],
      [1, 1, 1],
    ],
    green: [
      [0, 0, 0],
      [0.15873, 0.9375, 0.9375],
      [0.174603, 1, 1],
      [0.507937, 1, 1],
      [0.666667, 0.0625, 0.0625],
      [0.68254, 0, 0],
      [1, 0, 0],
    ],
    blue: [
      [0, 0, 0],
      [0.333333, 0, 0],
      [0.349206, 0.0625, 0.0625],
      [0.507937, 1, 1],
      [0.84127, 1, 1],
      [0.857143, 0.9375, 0.9375],
      [1, 0.09375, 0.09375],
    ],
  },
  gray: {
    red: [
      [0, 0, 0],
      [1, 1, 1],
    ],
    green: [
      [0, 0, 0],
      [1, 1, 1],
    ],
    blue: [
      [0, 0, 0],
      [1, 1, 1],
    ],
  },
  bone: {
    red: [
      [0, 0, 0],
      [0.746032, 0.652778, 0.652778],
      [1, 1, 1],
    ],
    green: [
      [0, 0, 0],
      [0.365079, 0.319444, 0.319444],
      [0.746032, 0.777778, 0.777778],
      [1, 1, 1],
    ],
    blue: [
      [0, 0, 0],
      [0.365079, 0.444444, 0.444444],
      [1, 1, 1],
    ],
  },
  hot: {
    red: [
      [0, 0.0416, 0.0416],
      [0.365079, 1, 1],
      [1, 1, 1],
    ],
    green: [
      [0, 0, 0],
      [0.365079, 0, 0],
      [0.746032, 1, 1],
      [1, 1, 1],
    ],
    blue: [
      [0, 0, 0],
      [0.746032, 0, 0],
      [1, 1, 1],
    ],
  },
  cool: {
    red: [
      [0, 0, 0],
      [1, 1, 1],
    ],
    green: [
      [0, 1, 1],
      [1, 0, 0],
    ],
    blue: [
      [0, 1, 1],
      [1, 1, 1],
    ],
  },
  spring: {
    red: [
      [0, 1, 1],
      [1, 1, 1],
    ],
    green: [
      [0, 0, 0],
      [1, 1, 1],
    ],
    blue: [
      [0, 1, 1],
      [1, 0, 0],
    ],
  },
  summer: {
    red: [
      [0, 0, 0],
      [1, 1, 1],
    ],
    green: [
      [0, 0.5, 0.5],
      [1, 1, 1],
    ],
    blue: [
      [0, 0.4, 0.4],
      [1, 0.4, 0.4],
    ],
  },
  autumn: {
    red: [
      [0, 1, 1],
      [1, 1, 1],
    ],
    green: [
      [0, 0, 0],
      [1, 1, 1],
    ],
    blue: [
      [0, 0, 0],
      [1, 0, 0],
    ],
  },
  winter: {
    red: [
      [0, 0, 0],
      [1, 0, 0],
    ],
    green: [
      [0, 0, 0],
      [1, 1, 1],
    ],
    blue: [
      [0, 1, 1],
      [1, 0.5, 0.5],
    ],
  },
  copper: {
    red: [
      [0, 0, 0],
      [0.809524, 1, 1],
      [1, 1, 1],
    ],
    green: [
      [0, 0, 0],
      [1, 0.7812, 0.7812],
    ],
    blue: [
      [0, 0, 0],
      [1, 0.4975, 0.4975],
    ],
  },
  pink: {
    red: [
      [0, 0.1178, 0.1178],
      [0.015873, 0.195857, 0.195857],
      [0.031746, 0.250661, 0.250661],
      [0.047619, 0.295468, 0.295468],
      [0.063492, 0.334324, 0.334324],
      [0.079365, 0.369112, 0.369112],
      [0.095238, 0.400892, 0.400892],
      [0.111111, 0.430331, 0.430331],
      [0.126984, 0.457882, 0.457882],
      [0.142857, 0.483867, 0.483867],
      [0.15873, 0.508525, 0.508525],
      [0.174603, 0.532042, 0.532042],
      [0.190476, 0.554563, 0.554563],
      [0.206349, 0.576204, 0.576204],
      [0.222222, 0.597061, 0.597061],
      [0.238095, 0.617213, 0.617213],
      [0.253968, 0.636729, 0.636729],
      [0.269841, 0.655663, 0.655663],
      [0.285714, 0.674066, 0.674066],
      [0.301587, 0.69198, 0.69198],
      [0.31746, 0.709441, 0.709441],
      [0.333333, 0.726483, 0.726483],
      [0.349206, 0.743134, 0.743134],
      [0.365079, 0.759421, 0.759421],
      [0.380952, 0.766356, 0.766356],
      [0.396825, 0.773229, 0.773229],
      [0.412698, 0.780042, 0.780042],
      [0.428571, 0.786796, 0.786796],
      [0.444444, 0.793492, 0.793492],
      [0.460317, 0.800132, 0.800132],
      [0.47619, 0.806718, 0.806718],
      [0.492063, 0.81325, 0.81325],
      [0.507937, 0.81973, 0.81973],
      [0.52381, 0.82616, 0.82616],
      [0.539683, 0.832539, 0.832539],
      [0.555556, 0.83887, 0.83887],
      [0.571429, 0.845154, 0.845154],
      [0.587302, 0.851392, 0.851392],
      [0.603175, 0.857584, 0.857584],
      [0.619048, 0.863731, 0.863731],
      [0.634921, 0.869835, 0.869835],
      [0.650794, 0.875897, 0.875897],
      [0.666667, 0.881917, 0.881917],
      [0.68254, 0.887896, 0.887896],
      [0.698413, 0.893835, 0.893835],
      [0.714286, 0.899735, 0.899735],
      [0.730159, 0.905597, 0.905597],
      [0.746032, 0.911421, 0.911421],
      [0.761905, 0.917208, 0.917208],
      [0.777778, 0.922958, 0.922958],
      [0.793651, 0.928673, 0.928673],
      [0.809524, 0.934353, 0.934353],
      [0.825397, 0.939999, 0.939999],
      [0.84127, 0.945611, 0.945611],
      [0.857143, 0.95119, 0.95119],
      [0.873016, 0.956736, 0.956736],
      [0.888889, 0.96225, 0.96225],
      [0.904762, 0.967733, 0.967733],
      [0.920635, 0.973185, 0.973185],
      [0.936508, 0.978607, 0.978607],
      [0.952381, 0.983999, 0.983999],
      [0.968254, 0.989361, 0.989361],
      [0.984127, 0.994695, 0.994695],
      [1, 1, 1],
    ],
    green: [
      [0, 0, 0],
      [0.015873, 0.102869, 0.102869],
      [0.031746, 0.145479, 0.145479],
      [0.047619, 0.178174, 0.178174],
      [0.063492, 0.205738, 0.205738],
      [0.079365, 0.230022, 0.230022],
      [0.095238, 0.251976, 0.251976],
      [0.111111, 0.272166, 0.272166],
      [0.126984, 0.290957, 0.290957],
      [0.142857, 0.308607, 0.308607],
      [0.15873, 0.3253, 0.3253],
      [0.174603, 0.341178, 0.341178],
      [0.190476, 0.356348, 0.356348],
      [0.206349, 0.370899, 0.370899],
      [0.222222, 0.3849, 0.3849],
      [0.238095, 0.39841, 0.39841],
      [0.253968, 0.411476, 0.411476],
      [0.269841, 0.424139, 0.424139],
      [0.285714, 0.436436, 0.436436],
      [0.301587, 0.448395, 0.448395],
      [0.31746, 0.460044, 0.460044],
      [0.333333, 0.471405, 0.471405],
      [0.349206, 0.482498, 0.482498],
      [0.365079, 0.493342, 0.493342],
      [0.380952, 0.517549, 0.517549],
      [0.396825, 0.540674, 0.540674],
      [0.412698, 0.562849, 0.562849],
      [0.428571, 0.584183, 0.584183],
      [0.444444, 0.604765, 0.604765],
      [0.460317, 0.624669, 0.624669],
      [0.47619, 0.643958, 0.643958],
      [0.492063, 0.662687, 0.662687],
      [0.507937, 0.6809, 0.6809],
      [0.52381, 0.698638, 0.698638],
      [0.539683, 0.715937, 0.715937],
      [0.555556, 0.732828, 0.732828],
      [0.571429, 0.749338, 0.749338],
      [0.587302, 0.765493, 0.765493],
      [0.603175, 0.781313, 0.781313],
      [0.619048, 0.796819, 0.796819],
      [0.634921, 0.812029, 0.812029],
      [0.650794, 0.82696, 0.82696],
      [0.666667, 0.841625, 0.841625],
      [0.68254, 0.85604, 0.85604],
      [0.698413, 0.870216, 0.870216],
      [0.714286, 0.884164, 0.884164],
      [0.730159, 0.897896, 0.897896],
      [0.746032, 0.911421, 0.911421],
      [0.761905, 0.917208, 0.917208],
      [0.777778, 0.922958, 0.922958],
      [0.793651, 0.928673, 0.928673],
      [0.809524, 0.934353, 0.934353],
      [0.825397, 0.939999, 0.939999],
      [0.84127, 0.945611, 0.945611],
      [0.857143, 0.95119, 0.95119],
      [0.873016, 0.956736, 0.956736],
      [0.888889, 0.96225, 0.96225],
      [0.904762, 0.967733, 0.967733],
      [0.920635, 0.973185, 0.973185],
      [0.936508, 0.978607, 0.978607],
      [0.952381, 0.983999, 0.983999],
      [0.968254, 0.989361, 0.989361],
      [0.984127, 0.994695, 0.994695],
      [1, 1, 1],
    ],
    blue: [
      [0, 0, 0],
      [0.015873, 0.102869, 0.102869],
      [0.031746, 0.145479, 0.145479],
      [0.047619, 0.178174, 0.178174],
      [0.063492, 0.205738, 0.205738],
      [0.079365, 0.230022, 0.230022],
      [0.095238, 0.251976, 0.251976],
      [0.111111, 0.272166, 0.272166],
      [0.126984, 0.290957, 0.290957],
      [0.142857, 0.308607, 0.308607],
      [0.15873, 0.3253, 0.3253],
      [0.174603, 0.341178, 0.341178],
      [0.190476, 0.356348, 0.356348],
      [0.206349, 0.370899, 0.370899],
      [0.222222, 0.3849, 0.3849],
      [0.238095, 0.39841, 0.39841],
      [0.253968, 0.411476, 0.411476],
      [0.269841, 0.424139, 0.424139],
      [0.285714, 0.436436, 0.436436],
      [0.301587, 0.448395, 0.448395],
      [0.31746, 0.460044, 0.460044],
      [0.333333, 0.471405, 0.471405],
      [0.349206, 0.482498, 0.482498],
      [0.365079, 0.493342, 0.493342],
      [0.380952, 0.503953, 0.503953],
      [0.396825, 0.514344, 0.514344],
      [0.412698, 0.524531, 0.524531],
      [0.428571, 0.534522, 0.534522],
      [0.444444, 0.544331, 0.544331],
      [0.460317, 0.553966, 0.553966],
      [0.47619, 0.563436, 0.563436],
      [0.492063, 0.57275, 0.57275],
      [0.507937, 0.581914, 0.581914],
      [0.52381, 0.590937, 0.590937],
      [0.539683, 0.599824, 0.599824],
      [0.555556, 0.608581, 0.608581],
      [0.571429, 0.617213, 0.617213],
      [0.587302, 0.625727, 0.625727],
      [0.603175, 0.634126, 0.634126],
      [0.619048, 0.642416, 0.642416],
      [0.634921, 0.6506, 0.6506],
      [0.650794, 0.658682, 0.658682],
      [0.666667, 0.666667, 0.666667],
      [0.68254, 0.674556, 0.674556],
      [0.698413, 0.682355, 0.682355],
      [0.714286, 0.690066, 0.690066],
      [0.730159, 0.697691, 0.697691],
      [0.746032, 0.705234, 0.705234],
      [0.761905, 0.727166, 0.727166],
      [0.777778, 0.748455, 0.748455],
      [0.793651, 0.769156, 0.769156],
      [0.809524, 0.789314, 0.789314],
      [0.825397, 0.808969, 0.808969],
      [0.84127, 0.828159, 0.828159],
      [0.857143, 0.846913, 0.846913],
      [0.873016, 0.865261, 0.865261],
      [0.888889, 0.883229, 0.883229],
      [0.904762, 0.900837, 0.900837],
      [0.920635, 0.918109, 0.918109],
      [0.936508, 0.935061, 0.935061],
      [0.952381, 0.951711, 0.951711],
      [0.968254, 0.968075, 0.968075],
      [0.984127, 0.984167, 0.984167],
      [1, 1, 1],
    ],
  },
  nipy_spectral: {
    red: [
      [0, 0, 0],
      [0.05, 0.4667, 0.4667],
      [0.1, 0.5333, 0.5333],
      [0.15, 0, 0],
      [0.2, 0, 0],
      [0.25, 0, 0],
      [0.3, 0, 0],
      [0.35, 0, 0],
      [0.4, 0, 0],
      [0.45, 0, 0],
      [0.5, 0, 0],
      [0.55, 0, 0],
      [0.6, 0, 0],
      [0.65, 0.7333, 0.7333],
      [0.7, 0.9333, 0.9333],
      [0.75, 1, 1],
      [0.8, 1, 1],
      [0.85, 1, 1],
      [0.9, 0.8667, 0.8667],
      [0.95, 0.8, 0.8],
      [1, 0.8, 0.8],
    ],
    green: [
      [0, 0, 0],
      [0.05, 0, 0],
      [0.1, 0, 0],
      [0.15, 0, 0],
      [0.2, 0, 0],
      [0.25, 0.4667, 0.4667],
      [0.3, 0.6, 0.6],
      [0.35, 0.6667, 0.6667],
      [0.4, 0.6667, 0.6667],
      [0.45, 0.6, 0.6],
      [0.5, 0.7333, 0.7333],
      [0.55, 0.8667, 0.8667],
      [0.6, 1, 1],
      [0.65, 1, 1],
      [0.7, 0.9333, 0.9333],
      [0.75, 0.8, 0.8],
      [0.8, 0.6, 0.6],
      [0.85, 0, 0],
      [0.9, 0, 0],
      [0.95, 0, 0],
      [1, 0.8, 0.8],
    ],
    blue: [
      [0, 0, 0],
      [0.05, 0.5333, 0.5333],
      [0.1, 0.6, 0.6],
      [0.15, 0.6667, 0.6667],
      [0.2, 0.8667, 0.8667],
      [0.25, 0.8667, 0.8667],
      [0.3, 0.8667, 0.8667],
      [0.35, 0.6667, 0.6667],
      [0.4, 0.5333, 0.5333],
      [0.45, 0, 0],
      [0.5, 0, 0],
      [0.55, 0, 0],
      [0.6, 0, 0],
      [0.65, 0, 0],
      [0.7, 0, 0],
      [0.75, 0, 0],
      [0.8, 0, 0],
      [0.85, 0, 0],
      [0.9, 0, 0],
      [0.95, 0, 0],
      [1, 0.8, 0.8],
    ],
  },
  gist_earth: {
    red: [
      [0, 0, 0],
      [0.2824, 0.1882, 0.1882],
      [0.4588, 0.2714, 0.2714],
      [0.549, 0.4719, 0.4719],
      [0.698, 0.7176, 0.7176],
      [0.7882, 0.7553, 0.7553],
      [1, 0.9922, 0.9922],
    ],
    green: [
      [0, 0, 0],
      [0.0275, 0, 0],
      [0.1098, 0.1893, 0.1893],
      [0.1647, 0.3035, 0.3035],
      [0.2078, 0.3841, 0.3841],
      [0.2824, 0.502, 0.502],
      [0.5216, 0.6397, 0.6397],
      [0.698, 0.7171, 0.7171],
      [0.7882, 0.6392, 0.6392],
      [0.7922, 0.6413, 0.6413],
      [0.8, 0.6447, 0.6447],
      [0.8078, 0.6481, 0.6481],
      [0.8157, 0.6549, 0.6549],
      [0.8667, 0.6991, 0.6991],
      [0.8745, 0.7103, 0.7103],
      [0.8824, 0.7216, 0.7216],
      [0.8902, 0.7323, 0.7323],
      [0.898, 0.743, 0.743],
      [0.9412, 0.8275, 0.8275],
      [0.9569, 0.8635, 0.8635],
      [0.9647, 0.8816, 0.8816],
      [0.9961, 0.9733, 0.9733],
      [1, 0.9843, 0.9843],
    ],
    blue: [
      [0, 0, 0],
      [0.0039, 0.1684, 0.1684],
      [0.0078, 0.2212, 0.2212],
      [0.0275, 0.4329, 0.4329],
      [0.0314, 0.4549, 0.4549],
      [0.2824, 0.5004, 0.5004],
      [0.4667, 0.2748, 0.2748],
      [0.5451, 0.3205, 0.3205],
      [0.7843, 0.3961, 0.3961],
      [0.8941, 0.6651, 0.6651],
      [1, 0.9843, 0.9843],
    ],
  },
  gist_stern: {
    red: [
      [0, 0, 0],
      [0.0547, 1, 1],
      [0.25, 0.027, 0.25],
      [1, 1, 1],
    ],
    green: [
      [0, 0, 0],
      [1, 1, 1],
    ],
    blue: [
      [0, 0, 0],
      [0.5, 1, 1],
      [0.735, 0, 0],
      [1, 1, 1],
    ],
  },
};

/** Tables of 256 colours (Smith, van der Walt, Firing; Nuñez and others: CC0), [colour × 3] float32. */
export const TABLE_MAPS: Readonly<Record<string, Float32Array>> = {
  viridis: table(
    "wLSIPhO2nzsVqag+JXqJPkpeHTwWvas+GjaKPrKdbzw6ya4+feiKPmhdozw+zbE+cZGLPn9p0TybyLQ+sTCMPgADAT" +
      "2Vu7c+gsaMPtehGj1hpbo+wVKNPnXoND0jhr0+TtWNPoM1Tj23XcA+SE6OPv+zZj13K8M+sr2OPsGLfj1j78U+RiOP" +
      "Pprtij1Yqcg+KH+PPqdblj3zWMs+V9GPPv6ZoT0R/s0+sRmQPvevrD2RmNA+WFiQPs+itz0PKNM+Ko2QPsR3wj1prN" +
      "U+SriQPo8zzT1bJdg+lNmQPknY1z3mkto+TvGQPpxp4j2l9Nw+Mv+QPqPp7D13St8+ZAORPu9Z9z06lOE+4/2QPkze" +
      "AD7M0eM+0O6QPlcJBj7rAuY+LNaQPp0uCz6VJ+g+9rOQPuhOED6rP+o+UYiQPvVpFT4KS+w+flOQPo2AGj6QSe4+PB" +
      "WQPvOSHz4dO/A+7s2PPiehJD7RH/I+lX2PPm2rKT6M9/M+UySPPoGxLj4rwvU+SMKOPqezMz7Qf/c+l1eOPiCyOD5Z" +
      "MPk+guSNPmmsPT7p0/o+TWmNPsKiQj6havw+1uWMPi2VRz5e9P0+gVqMPqmDTD5Dcf8+cceLPrFtUT7KcAA/Ci2LPo" +
      "dTVj6WIgE/bouKPuc0Wz4pzgE/veKJPtMRYD6jcwI/GjOJPgfqZD71EgM/LH2IPoS9aT5grAM/FsGHPgWMbj7VPwQ/" +
      "1v6GPopVcz6WzQQ/9DaGPtIZeD6TVQU/kGmFPh/ZfD4O2AU/D5eEPnXJgD4ZVQY/tr+DPnkjgz7VzAY/5+OCPt16hT" +
      "51Pwc/xQOCPl/Phz73rAc/kh+BPv8gij6QFQg/tTeAPr1vjD5weQg/mph+Ppm7jj6p2Ag/Brx8PnEEkT5uMwk/8dl6" +
      "PiNKkz7fiQk/nfJ4PhWNlT4v3Ak/1QZ3PuLMlz5eKgo/Hhd1PqsJmj7BdAo/vCNzPnBDnD5Wuwo/ui1xPlN6nj5h/g" +
      "o/oDVvPhCuoD7zPQs/8zttPsreoj4+egs/s0BrPoAMpT5jsws/7URpPlQ3pz6F6Qs/oUhnPkZfqT7FHAw/mExlPlWE" +
      "qz40TQw/FlFjPoOmrT4Deww/n1ZhPu/Frz5Vpgw/eV1fPpvisT5Kzww/J2ZdPmX8sz7k9Qw/73BbPrITtj5lGg0/E3" +
      "5ZPl8ouD7ePA0/GY5XPm06uj5fXQ0/RaFVPv1JvD4cfA0/2LdTPhFXvj4TmQ0/GNJRPshhwD5XtA0/v+9PPiNqwj4H" +
      "zg0/mRFOPmVwxD425g0/YTdMPm10xj4F/Q0/F2FKPlx2yD5zEg4/ho9IPjJ2yj6RJg4/J8JGPhB0zD6COQ4/PPlEPh" +
      "lwzj5FSw4/xjRDPk1q0D7ZWw4/CHVBPsxi0j5haw4/fLk/PpZZ1D7deQ4/ZAI+Ps9O1j5dhw4/wk88PpZC2D7ikw4/" +
      "UaE6Pso02j5rnw4/z/Y4Pq8l3D4Iqg4/wlA3PkQV3j68sw4/YK41PooD4D6UvA4/qg80PsPw4T5yxA4/4nQyPs/c4z" +
      "51yw4/QN0wPu/H5T6N0Q4/w0gvPgOy5z7L1g4/rrctPiyb6T4O2w4/OSksPoyD6z523g4/pp0qPiNr7T7j4A4/bhQp" +
      "PhFS7z5U4g4/UI0nPlg48T7K4g4/jQgmPvcd8z5D4g4/XoUkPjID9T6g4A4/wAMjPsXn9j7f3Q4/toMhPhTM+D7x2Q" +
      "4/PgUgPv+v+j7l1A4/04cePoaT/D6azg4/dAsdPsl2/j4Axw4/ZJAbPuQsAD8Gvg4/YRYaPlQeAT+8sw4/rp0YPqEP" +
      "Aj/wpw4/SiYXPu8AAz/Dmg4/NrAVPhvyAz/0iw4/tDsUPkfjBD+Bew4/gsgSPnTUBT9ZaQ4/aVcRPqDFBj9tVQ4/q+" +
      "gPPru2Bz+rPw4/jXwOPuenCD8CKA4/lBMNPhOZCT9SDg4/iq4LPlCKCj+Z8g0/vk4KPnx7Cz/Y1A0/7fMIPspsDD/d" +
      "tA0/Zp8HPgdeDT+Wkg0/9FEGPmZPDj/0bQ0/KA0FPsRADz/2Rg0/idEDPiMyED9YHQ0/MKECPpIjET898Qw/5XwBPg" +
      "EVEj9hwgw/SWcAPoEGEz/mkAw/zsL+PfD3Ez+JXAw/K9r8PXDpFD9bJQw/2xj7PeDaFT8p6ws/iIL5PU/MFj/zrQs/" +
      "cRz4Pb69Fz+YbQs/yOr2PR2vGD8XKgs/y/L1PWqgGT8/4wo/Mjn1PaeRGj8xmQo/tcL0PcOCGz+6Swo/DJT0Pb1zHD" +
      "+5+gk/gbP0PaZkHT8vpgk/wCT1PVxVHj8JTgk/B+31PfFFHz858gg/DhH3PUQ2ID+rkgg/FJb4PWMmIT9iLwg/t376" +
      "PVEWIj8qyAc/NdD8PeoFIz8DXQc/qIz/PUH1Iz/u7QY/mlsBPjLkJD/IegY/PSkDPuHSJT+CAwY/STAFPhrBJj8aiA" +
      "U/Q3EHPv+uJz+BCAU/s+wJPl6cKD+lhAQ/mKIMPlmJKT92/AM/NpMPPrx1Kj/0bwM/Br4SPqphKz/83gI/gSIWPgFN" +
      "LD+hSQI/ZsAZPrA3LT/RrwE/ZJYdPskhLj9rEQE/saMhPjkLLz9+bgA/huclPvHzLz/Wjf8+TmAqPvDbMD+DNf4+/g" +
      "wvPibDMT+/0/w+iewzPpOpMj+taPs+Gv04PhWPMz/p8/k+5j0+Pr1zND+0dfg+Ga1DPnlXNT/u7fY+6UlJPks6Nj90" +
      "XPU+fxJPPhEcNz9IwfM+0QVVPsr8Nz9pHPI+0SJbPnfcOD/XbfA+MGhhPvW6OT8tte4+ndRnPmeYOj+u8uw+DmduPo" +
      "p0Oz9bJus+dR51Pn9PPD/wT+k+xvl7PjUpPT+xb+c++nuBPooBPj97heU++guFPpDYPj8ukeM+fqyIPiWuPz/JkuE+" +
      "Ql2MPkmCQD8rit8+wR2QPvxUQT91d90+dO2TPhwmQj+nWts+GMyXPqn1Qj/CM9k+SbmbPqTDQz/FAtc+orSfPvyPRD" +
      "+wx9Q+Ab6jPp9aRT+EgtI+4dSnPo4jRj8eM9A+HvmrPqfqRj9e2c0+eCqwPvuvRz+Gdcs+iGi0PmlzSD+WB8k+C7O4" +
      "PvA0ST+Oj8Y+ngm9PpD0ST9ODcQ+QGzBPimySj84gcE+jNrFPsptSz/q6r4+P1TKPlInTD+lSrw+ONnOPtPeTD9qoL" +
      "k+VWnTPhiUTT/267Y+UwTYPjRHTj+MLbQ+zqncPhb4Tj9NZbE+o1nhPr2mTz86k64+kBPmPhpTUD90t6s+UtfqPir9" +
      "UD/60ag+paTvPs+kUT8R46U+Z3v0PidKUj906qI+eVv5PgPtUj+K6J8+UkT+PmGNUz9y3Zw++poBP1IrVD8MyZk+DR" +
      "gEP8XGVD+9q5Y+QpkGP6tfVT9ihZM+dR4JPwH2VT8/VpA+dqcLP7mJVj/aHo0+MzQOP+MaVz8z34k+esQQP36pVz/Q" +
      "l4Y+GVgTP3o1WD/USIM+/u4VP8a+WD8A5X8+6IgYP4RFWT89K3k+xCUbP6PJWT+hZHI+YcUdPyNLWj/Akms+e2cgPw" +
      "TKWj+mtmQ+AgwjP1ZGWz+i0V0+orIlPxrAWz/N5VY+OlsoP1A3XD+69E8+lgUrP/erXD8IAUk+dbEtPzIeXT8TDUI+" +
      "ol4wPwCOXT9DHDs+3QwzP2H7XT++MTQ+4Ls1P3dmXj+1US0+i2s4P0LPXj9ngSY+ixs7P+M1Xz8Rxh8+m8s9P1uaXz" +
      "+FJhk+eHtAP8r8Xz9cqhI+4CpDP1NdYD+BWgw+odlFP/W7YD9wQQY+VYdIP9IYYT8ragA+2zNLPx10YT8uxfU9395N" +
      "P8TNYT/Fcus9DohQPwsmYj+c/eE9RS9TPwN9Yj9MiNk9QdRVP8zSYj8RONI9sHZYP4knYz+QMMw9XRZbP1t7Yz/qlM" +
      "c9B7NdP2TOYz8Cg8Q9jExgP8UgZD9vEsM9qOJiP59yZD9yU8M9OnVlPwXEZD9JS8U9/wNoPzgVZT/D9cg91o5qPzhm" +
      "ZT+3RM49SBVtP2u3ZT8tI9U9aJdvP68IZj/Jc909MxVyP0daZj+cF+c9io50PzKsZj8Y7fE9SwN3P6T+Zj/H1P09ZH" +
      "N5P61RZz8VVwU+xt57P12lZz+6Lgw+gEV+P+j5Zz/1YxM+",
  ),
  plasma: table(
    "aF5OPWwl9DxfKQc/Kh+CPaXd6DzRegg/rFKaPR7f3jzUugk/KZWwPRkE1jyi6wo/WmLFPdUmzjzxDgw/CwzZPasjxz" +
      "x0Jg0/IsbrPYP4wDwnMw4/28D9PaVquzxZNg8/444HPmlWtjwnMRA/PPoPPu+osTw6JBE/bywYPidLrTxaEBI/1Cwg" +
      "PkksqTzt9RI/9wEoPqc9pTyZ1RM/GLEvPnpuoTy0rxQ/qz43Pl+2nTyQhBU/n64+PsAImjyTVBY/1QNGPiFbljzeHx" +
      "c/dEFNPjenkjy05hc/12lUPobijjxIqRg/kX5bPvYKizy6Zxk/d4FiPrckhzwdIho/YHRpPh0hgzyQ2Bo/IVlwPhr8" +
      "fTwmixs/gzB3PntqdTzvORw/Gvx9Po6RbDzr5Bw/eF6CPlRxYzwZjB0/x7mFPswJWjxqLx4/XhCJPsVWUDz/zh4/w2" +
      "KMPtRkRjy2ah8/GLGPPio4PDx+AiA/oPuSPivZMTxoliA/wEKWPm1UJzxCJiE/mIaZPr6lHDwcsiE/j8ecPrLZETzF" +
      "OSI/owWgPt/8Bjw8vSI/GEGjPhhA+DtgPCM/EHqmPjmX4jsPtyM/q7CpPhMpzTtJLSQ/yeSsPjMXuDvcniQ/8BawPo" +
      "uLozu3CyU/3EazPuGWjzvJcyU/sHS2Pt7neDvg1iU/jKC5PoOIVDvsNCY/ksq8PiOFMjvKjSY/gPK/PtogEztY4SY/" +
      "mBjDPr3D7Tp3Lyc/2jzGPg71uzoleCc/JF/JPqMDkjofuyc/mX/MPoQuYTpV+Cc/F57PPs+7MTqlLyg/nbrSPtFBFz" +
      "r+YCg/LNXVPmbZEzo/jCg/xO3YPlNYKTpXsSg/IQTcPnfXWToU0Cg/hxjfPti3kzp16Cg/siriPtPZyTpI+ig/xTrl" +
      "PpxQCDt9BSk/WkjoPjuNNDsTCik/tVPrPsU5ajvqByk/klzuPjnulDvf/ig/0GLxPoQOujsD7yg/b2b0Pny45Ds02C" +
      "g/TWf3PtCbCjxzuig/a2X6PrfrJTyvlSg/hWD9PrRxRDzXaSg/bywAP/FGZjzrNig/+KYBP8nMhTzb/Cc/7x8DP6pH" +
      "mjzHuyc/QpcEP+OksDywcyc/0AwGP1X3yDyFJCc/mYAHP61N4zxXziY/nfIIP8u6/zw3cSY/zGIKP7snDz1FDSY/8t" +
      "ALPzuOHz1zoiU/Mj0NP2CvMD3gMCU/eqcOPyfeQT2uuCQ/mQ8QP9ogUz3vOSQ/n3URP3l3ZD3EtCM/jNkSP+zfdT1O" +
      "KSM/PzsUP5+tgz2elyI/ppoVPyZzjD34/yE/0/cWPxBBlT1rYiE/pFIYP8oVnj0rvyA/CKsZP9zxpj1qFiA/EQEbPz" +
      "nUrz1aaB8/rFQcP+C8uD0ctR4/26UdP8WqwT3j/B0/jPQeP+mdyj3yPx0/r0AgPz6V0z18fhw/VYohP0uR3D2yuBs/" +
      "bNEiP36Q5T237ho/5BUkP1yT7j3vIBo/3lclP1+Z9z1ZTxk/SpcmPwFRAD5behg/F9QnP6HWBD4Wohc/RQ4pPwtdCT" +
      "7OxhY/5UUqPz/kDT606BU/9norP39sEj4LCBU/ea0sPwL1Fj7mJBQ/bt0tPwt+Gz6WPxM/xAovP1cHID5PWBI/nDUw" +
      "P+aQJD4zbxE/9l0xP7kaKT6EhBA/04MyP4ukLT5jmA8/IqczP14uMj7zqg4/Fcg0PzC4Nj53vA0/iuY1P8BBOz4QzQ" +
      "w/kwI3P0/LPz7P3As/Pxw4P5tURD726wo/oDM5P6XdSD6p+gk/lUg6P2tmTT72CAk/T1s7P+7uUT4BFwg/vms8Py13" +
      "Vj77JAc/A3o9Pyr/Wj4FMwY//YU+P+SGXz4QQQU/3o8/P1oOZD48TwQ/hZdAP46VaD68XQM/JJ1BP8EcbT5/bAI/qa" +
      "BCP7GjcT63ewE/J6JDP14qdj5UiwA/jKFEP0+xej7ONv8+Cp9FP/w3fz4hWP0+kZpGP3bfgT7Eevs+IZRHP80ihD62" +
      "nvk+yotIP2Zmhj4axPc+jIFJPwCqiD7N6vU+eXVKP7vtij7PEvQ+kGdLP7oxjT5kPPI+4ldMP/t1jz5JZ/A+X0ZNP4" +
      "C6kT7Ak+4+FjNOP0f/kz6pwew+CB5PP3RElj4C8eo+VwdQPwWKmD4QIuk+0O5QP/rPmj5tVOc+ptRRP3YWnT5diOU+" +
      "x7hSP5pdnz6dveM+RZtTP0SloT4s9OE+D3xUP5btoz4KLOA+JVtVP482pj44Zd4+lzhWP3OAqD6Vn9w+ZhRXP//Kqj" +
      "5i29o+ke5XP3YWrT47GNk+GcdYP9hirz4hVtc+7Z1ZP0ewsT4UldU+HXNaP8H+sz7x1NM+qkZbP0hOtj66FdI+kxhc" +
      "P/6euD5tV9A+yehcP+Hwuj4Lms4+SrddPxNEvT5R3cw+FoReP7eYvz4+Ics+QE9fP6ruwT7UZck+pBhgPw9GxD7vqs" +
      "c+VOBgPwafxj5v8MU+QKZhP5D5yD6XNsQ+ZmpiP85Vyz4DfcI+xyxjP8CzzT7Sw8A+Uu1jP2YT0D7lCr8+CKxkP+J0" +
      "0j47Ur0+12hlPzTY1D6zmbs+0SNmP5891z5M4bk+09xmPwGl2T4HKbg+7pNnP1oO3D7BcLY+E0loP+553j58uLQ+L/" +
      "xoP7zn4D4VALM+Q61pP8VX4z7QR7E+T1xqPwjK5T5Hj68+MQlrP6c+6D6/1q0+6rNrP6K16j7zHaw+iVxsPzwv7T7l" +
      "ZKo+3gJtPzKr7z60q6g++KZtP8cp8j5B8qY+x0huP/yq9D6LOKU+S+huP/Eu9z6RfqM+c4VvP2O1+T52xKE+HSBwP9" +
      "k+/D7VCaA+WrhwP+/K/j4ST54+Gk5xP/OsAD/qk5w+TOFxP+D1AT+A2Jo+73FyPz5AAz/zHJk+4/9yPx6MBD8CYZc+" +
      "SItzP3/ZBT8SpZU+2xN0P2MoBz956JM+r5l0P8h4CD+/K5I+sBx1P8HKCT/jbpA+0Jx1P0seCz/msY4+Hhp2P2lzDD" +
      "/H9Iw+eZR2PxnKDT+oN4s+0At3P1siDz+Jeok+E4B3P0J8ED+MvYc+UvF3P9zXET9LAIY+W194Pwk1Ez8tQ4Q+Lsp4" +
      "P+qTFD9RhoI+yjF5P2/0FT/ayYA+IJZ5P5dWFz9MG34+L/d5P3O6GD8zpHo+xVR6PwQgGj8nLnc+BK96PziHGz+uuX" +
      "M+uAV7PyDwHD8LR3A+81h7P7xaHj+A1mw+k6h7Pw3HHz9RaGk+d/R7PzM1IT87/GU+sDx8P/2kIj9Lk2I+G4F8P4sW" +
      "JD/DLV8+ysF8P76JJT+vzFs+m/58P8X+Jj/Ob1g+fjd9P4J1KD8rGFU+YWx9P/LtKT+PxlE+RZ19PydoKz8+e04+Gc" +
      "p9PxHkLD9DN0s+u/J9P79hLj9q+0c+Kxd+PzPhLz82yEQ+WDd+P1piMT88n0E+IlN+PzblMj+IgT4+mGp+P+hpND+g" +
      "bzs+iX1+P07wNT9Zazg+BYx+P2h4Nz8EdjU+2ZV+P0cCOT/vkDI+B5t+P+uNOj+tvS8+jZt+P0MbPD8V/iw+OZd+P1" +
      "CqPT+5Uyo+DY5+PxA7Pz+xwCc+BoB+P5bNQD8XRyU+BW1+P79hQj8D6SI+1lR+P773Qz8JqCA+aTd+P3GPRT/9hR4+" +
      "zxR+P9goRz8Fhhw+9ux9P+PDSD/Bqho+3799P6JgSj9J9hg+aY19P/T+Sz88axc+k1V9P9ieTT+zCxY+CRh9P5JATz" +
      "932BQ+u9R8P+/jUD/l0xM+24t8P9+IUj+bABM+ij18P0AvVD8tYBI+del7PzTXVT/c8hE+Jo97P/6AVz/htxE+RS97" +
      "PxcsWT+WsRE+88l6P4DYWj8z3xE+4V16P8+GXD9DPBI+gex5P0w2Xj+byhI+GXV5PzrnXz+6hBM+uvd4P5qZYT+yZh" +
      "Q+2nR4PydNYz/KaxU+4et3PyUCZT/XihY+iV13P0G4Zj9/vBc+Fcp2P2lvaD9z9Bg+ujB2P/Inaj/qIRo+HZN1P1Th" +
      "az8eNBs+XvF0P1+bbT8bERw+J0x0PyFWbz9Tlxw+UaRzP1oRcT9fmBw+j/tyP6PMcj+N1Bs+glRyP1WHdD+V7xk+8r" +
      "NxPyFAdj+7YhY+GSBxP4T1dz/FVhA+06RwP/SjeT9TegY+",
  ),
  inferno: table(
    "lKC/OnZR9Dk4LmM885EUOyF2pjodIJg8CTRYO/VjEzvekMY8AP+UO1FMXjvfNP08+83EO1m/mTv+7h099Ib7O4AQyT" +
      "sb1z89vqUcPFW9/Dug3WE9KxY/PMNJGjxR94E9SUtlPBDpNzxiLJM976qHPGE4VzzkaqQ9ILSePGfwdzx5y7U9xeK3" +
      "POvkjDxhU8c910vTPAxcnjzU8dg9YRvxPA8nsDxqvuo9tr4IPbIqwjyRt/w9w0kaPUdY1DzTZwc+exEtPcOD5jxEhx" +
      "A+8SlAPQpq+DyXxBk+qYhTPXUDBT17EyM+ETdnPTmYDT24dCw+pz97PWXfFT3J5zU+jNiHPV+2HT33cj8+XkmSPVIL" +
      "JT0GEUk+3POcPZSkKz35vFI+sdunPbN4MT24dFw+igSzPVqANj1hNWY+i3G+PT21Oj2L+28+RiTKPQYQPj34wXk+1h" +
      "7WPXaLQD2UwYE+s2DiPXQlQj1nnIY+V+nuPfTcQj2obYs+Mbf7PRy1Qj0FMZA+SWMEPk62QT0q4pQ+YwkLPhTsPz09" +
      "fJk+issRPkBoPT2p+p0+mKYYPqc8Oj33WKI+JJcfPn+DNj20kqY+8pcmPq5lMj1Io6o+EqUtPvIILj0Jh64+lbo0Pi" +
      "WVKT2bO7I+0NQ7PgYwJT3CvrU+ke9CPnkCIT2VD7k+OghKPlJJHT2MLbw+KhxRPgMkGj0NGb8+SilYPsWsFz0C08E+" +
      "Bi5fPpz5FT3/XMQ+RihmPmkdFT3YuMY+TBhtPmkdFT2n6Mg+1v1zPuf/FT3I7so+odh6PvzGFz24zcw+VtSAPo9wGj" +
      "2Qh84+PzeEPqD8HT3NHtA+LZWHPuVkIj2rldE+/u2KPtSdJz2F7tI+W0KOPld6LT0wK9Q+hpKRPhfzMz2lTdU+496U" +
      "PjT1Oj2XV9Y+tyeYPudvQj2ZStc+RG2bPnZTSj09KNg+za+ePiWQUj318dg+t++hPlUYWz3OqNk+Iy2lPnrgYz0WTt" +
      "o+VWioPgHcbD254to+kKGrPnkBdj1/Z9s+F9muPoBIfz2Y3ds+Cg+yPmVVhD1nRdw+r0O1PvkPiT22n9w+JXe4Pl/R" +
      "jT0t7dw+sKm7PgOYkj1RLt0+c9u+Pr9glz2IY90+awzCPogqnD1Yjd0+mzzFPlH0oD1HrN0+h2zIPg69pT12wN0+7Z" +
      "vLPqWCqj0qyt0+MsvOPpFErz2jyd0+VfrRPtECtD0Fv90+VinVPlq8uD20qt0+WFjYPipxvT2wjN0+e4fbPkIhwj0b" +
      "Zd0+nrbePh3Mxj03NN0+4uXhPrlxyz3k+dw+SBXlPhcS0D2Fttw+8kToPkOu1D08atw+vHTrPjFF2T3GFNw+qaTuPu" +
      "3X3T1Gtts++tTxPndm4j2YTts+jgX1PtDw5j0B3to+RDb4Pn136z2AZNo+PGf7Pov77z304dk+eJj+Pvp89D1+Vtk+" +
      "6+QAP1D8+D0ewtg+qn0CP5p6/T3VJNg+ahYEP6n7AD6Aftc+S68FP8E5Az4gz9Y+G0gHPxx4BT61FtY+/OAIP/62Bz" +
      "5hVdU+vHkKP2b2CT4Ai9Q+exIMPx43DD63t9M+GasNPyV5Dj5A29I+hUMPPwG9ED6+9dE+z9sQPzoDEz4xB9E+53MS" +
      "P89LFT6ZD9A+uwsUP4mXFz71Ds8+K6MVP6zmGT5oBc4+WDoXP3o5HD7Q8sw+D9EYP3mQHj4K18s+UWcaPzHsID46ss" +
      "o+Df0bPydNIz5/hMk+Q5IdP1uzJT7bTcg+wCYfP9ofKD5ODsc+lbogP6OSKj74xcU+sU0iPz0MLT7adMQ+498jP3GN" +
      "Lz70GsM+THElP4MWMj5FuME+qAEnP7WnND7PTMA+CJEoP9FBNz7T2L4+Sx8qP1zlOT50XL0+YKwrP5uSPD6Q17s+Jj" +
      "gtP1ZKPz5rSro+i8IuP40MQj4ktbg+kEswP03aRD6+F7c+E9MxP5azRz5YcrU+81gzP3SZSj4VxbM+L900P6SLTT7U" +
      "D7I+ll82PzOLUD74UrA+JuA3P2OYUz6Cjq4+0F45P7yzVj7Xwqw+Uds6P3/dWT7U76o+uVU8P3YWXT7fFak+5s09P+" +
      "VeYD74NKc+t0M/Pw+3Yz5iTaU+HLdAP3kfZz4cX6M+8idCP2eYaj6MaqE+KZZDP6Mibj6xb58+nwFFPyu+cT6tbp0+" +
      "RGpGP0RrdT7DZ5s+9s9HP7cqeT4UW5k+pTJJP0D8fD7DSJc+LpJKPzNwgD4SMZU+cO5LP7Vrgj5EFJM+a0dNP+twhD" +
      "5a8pA+7ZxOP5F/hj64y44+5e5PPy2YiD5eoIw+Qz1RP3y6ij6PcIo+5IdSP5/mjD5LPIg+p85TP9ocjz4ZBIY+jBFV" +
      "PwtdkT60x4M+clBWPzOnkz6lh4E+SItXP1D7lT6Qh34+7MFYP6dZmD7C+Hk+TfRZP9PBmj4kY3U+SyJbPxY0nT61xn" +
      "A+5EtcP0+wnz77I2w+CXFdP342oj72emc+l5FeP4LGpD4tzGI+fa1fPzlgpz5dF14+rMRgP8UDqj7IXFk+E9dhP+Kw" +
      "rD5vnFQ+sORiP29nrz7Y1k8+Y+1jP2snsj58C0s+LPFkP7fwtD7iOkY+6e9lPy/Dtz6EZEE+q+lmP7Keuj7oiDw+QN" +
      "5nP/2CvT6Hpzc+yM1oPzNwwD6lwDI+JLhpP8tlwz5B1C0+QZ1qP+ljxj7W4Sg+MX1rP0hqyT5k6SM+0VdsP8h4zD7q" +
      "6h4+Iy1tPyaPzz4l5hk+Jv1tP2Ct0j4W2xQ+2sduPzXT1T55yQ8+Ho1vP2AA2T7JsAo+AU1wP+M03D6KkQU+hQdxP3" +
      "pw3z44awA+qbxxPwOz4j4ofPY9TGxyP1385T66E+w9fxZzP0RM6T6qneE9MLtzP5ii7D5+Gtc9gVp0Pzf/7z69isw9" +
      "QfR0P91h8z5078E9f4h1P4rK9j5AS7c9TBd2P/w4+j62n6w9iKB2PzKt/T4G8aE9QiR3P2STAD9jQ5c9aqJ3P/BSAj" +
      "8XnYw9ERt4PwkVBD//BYI9Jo54P7LZBT88Em89qft4P9egBz9Ealo9mWN5P2pqCT+xNkY9+MV5P1k2Cz/KqDI9tCJ6" +
      "P4EEDT/l8h893Xl6P/bUDj/PEw89ZMt6P5OnED+5pgA9SBd7P0p8Ej+ciek8eV17PwlTFD89Ctc8F557P9ArFj/eBc" +
      "o88dh7P30GGD9OucI8KA58PyLjGT9fYcE8mz18P4vBGz9GQ8Y8Wmd8P8uhHT9QptE8ZYt8P8+DHz8w2uM8rKl8P3dn" +
      "IT/GMv08HsJ8P8JMIz8UBA89zNR8P7EzJT+BXyM9teF8PyIcJz8lszo9uOh8PyUGKT/P91M99+l8P4jxKj9k6m49T+" +
      "V8P0zeLD92pYU909p8P3HMLj8ddZQ9ccp8P9S7MD/M0aM9KbR8P3WsMj9PrLM9+pd8P0WeND83+8M993V8PzKRNj8g" +
      "ttQ9Dk58PyuFOD9R2OU9HSB8PzF6Oj8gXvc9V+x7PzNwPD+6ogQ+vLJ7P+1mPj+gxg0+S3N7P4FeQD9IGxc+Jy57P6" +
      "xWQj+yoCA+YeN6P25PRD9xWCo+CJN6P5VIRj8LQzQ+Pj16Pw9CSD+ZYj4+N+J5P7w7Sj/xuEg+4IF5P4s1TD+ySFM+" +
      "TBx5P0kvTj8BFV4+ILJ4P8MoUD8uH2k+s0N4P5YhUj8aanQ+idF3P48ZVD+p+H8+tFt3P50QVj/J54U+huJ2P2wGWD" +
      "/o+Ys+hGd2P1X6WT8WM5I+lut1P/LrWz/ElJg+rW51PxLbXT/NI58+E/N0P+vGXz/s36U+r3p0P4KuYT+Gyaw+5gV0" +
      "P7SRYz+j5rM+hZhzPxFvZT92M7s+YTRzP9BFZz/hssI+5NxyP8IUaT9SY8o+hZVyP6naaj+vQtI+E2JyP0aWbD+QTd" +
      "o+v0ZyP1pGbj/tfeI+eEdyP6fpbz+SzOo+PGhyP0F/cT9FL/M+AKxyP4EGcz8wnPs+YhVzPwJ/dD8dAwI/PKVzPwjp" +
      "dT8rMgY/A1x0P/ZEdz8ZVQo/rDh1P6eTeD8KaA4/UDl2PyjWeT+taRI/GFx3P7cNez8iUxY/E554P3E7fD/EJho/oP" +
      "x5P3RgfT/84x0/MnV7P+19fj9ViiE/SwV9P8iUfz+9GSU/",
  ),
  magma: table(
    "lKC/OnZR9Dk4LmM89PoTO/28qTrlKpY8fuRWO3wPFztIN8I8ZtmTO3y4ZDspefU8OPjCOweynjugFRg9wqT4O/5F0D" +
      "ucNTg9gm8aPLVuAzzzclg9stc7PJ8FITz+1Hg9hZdgPCfbQDxJoYw9llmEPCvBYjwJ4pw96iGaPPVIgzxgOq09bLOx" +
      "PNMTljxQqr09mBjLPIGyqTw4L849NWLmPAYQvjy4y949qtMBPR8R0zxZi+89a30RPdOg6DzKNgA+ADwiPXWw/jwouA" +
      "g+FoczPVORCj2QShE+qdxEPTnxFT1S7xk+f01WPTxpIT03pyI+IeVnPfevLD33dis+qaV5Pep5Nz0pWzQ+vMuFPYXQ" +
      "QT1UVD0+buCOPX2tSz14YkY+DhSYPccPVT0ahk8+wmmhPQvwXT08v1g+veWqPTBMZj2ZDWI+nIq0Pd4cbj2scGs+DF" +
      "y+PeZddT1o53Q+q1zIPe4HfD3BcH4+rJDSPWMLgT1xBYQ+J/rcPRLCgz0b2og+1J3nPasghj2ito0+Un7yPSQmiD2r" +
      "mJI+KJz9PfbRiT10fZc+MXwEPoEhiz0GY5w+VUsKPpUQjD2uR6E+FD0QPniajD3YKaY+z04WPoLGjD19A6s+1IEcPo" +
      "6RjD2m0q8+ndUiPi/9iz2Gk7Q+gEYpPuwUiz3yP7k+iNUvPjTXiT2y1b0+NX02Pv9YiD1uTcI+eTw9PoCehj1mpMY+" +
      "Fw5EPk2/hD1v1Mo+6e5KPhXKgj1F2s4+e9pRPmPVgD33sdI+msxYPlPrfT3mWNY+nMFfPtCAej37zNk+kbVmPi2Vdz" +
      "1KDd0+mKVtPitOdT2PGeA+zo50PhnIcz1z8uI+oG97PhUbcz1nmeU++yKBPiVdcz0fEOg+6IiEPkeOdD33WOo+q+iH" +
      "PhO7dj1Lduw+zEKLPtjUeT39au4+opaOPqXcfT2sOfA+GeWRPjlegT0Z5fE+7S2VPl00hD3Bb/M+YXGYPlpohz1E3P" +
      "Q+gbCbPhTtij3+LPY+ZOqePuy/jj0oZPc+eSCiPjXSkj26g/g+BVOlPgQblz2Ljfk+oYGoPjWXmz3Tg/o+fa2rPjI6" +
      "oD1/Z/s+u9auPr3+pD0hOvw+Wf2xPpjfqT1t/fw+vCG1PgrYrj1Psv0+jUS4Pr3gsz2wWf4+7WW7Poz2uD2d9P4+/Y" +
      "W+PlEWvj3gg/8+36TBPmw9wz1kBAA/18LEPjRoyD2rQQA/aeDHPoGTzT0pegA/uf3KPkm+0j0yrgA/xRrOPnHm1z3o" +
      "3QA/0jfRPmcK3T2NCQE/vVTUPqYp4j2HMQE/63HXPppC5z3FVQE/n4/aPjdU7D15dgE/2q3dPvZd8T20kwE/vMzgPs" +
      "xe9j2XrQE/aOzjPrhW+z1ExAE//gznPpoiAD661wE/fy7qPiGVAj4d6AE/7FDtPqwCBT579QE/p3TwPjxrBz7F/wE/" +
      "cJnzPo7OCT4cBwI/Zr/2PigtDD6RCwI/rOb5PsaGDj4CDQI/Yg/9PmrbED6ACwI/tBwAPxMrEz4MBwI/cLIBPwR2FT" +
      "6T/wE/5EgDPzy8Fz449QE/IuAEPwD+GT7J5wE/GHgGPww7HD5W1wE/2BAIP+dzHj7fwwE/UKoJP9KoID5UrQE/kUQL" +
      "P4zZIj6jkwE/nN8MP5oGJT7NdgE/cHsOP/0vJz7BVgE//BcQPztWKT5/MwE/QrURPxB5Kz4GDQE/UFMTP0aZLT4m4w" +
      "A/F/IUP922Lz7+tQA/hpEWP9TRMT5ehQA/rTEYP/fqMz5VUQA/fNIZP0MCNj7SGQA/83MbP/wXOD5qvf8+ARYdP6os" +
      "Oj4cQP8+prgeP45APD53u/4+0VsgP+tTPj57L/4+gv8hPwZnQD4onP0+qaMjP6d6Qj47Af0+NEglPxGPRD6zXvw+JO" +
      "0mP0SkRj5wtPs+WJIoP027SD5xAvs+3zcqPyzUSj62SPo+h90rP6rvTD79hvk+YoMtP04OTz5Fvfg+TikvP1kwUT6O" +
      "6/c+Kc8wP1RWUz7YEfc+BHUyP0mBVT4BMPY+rBo0P32xVz7pRfU+EsA1P3XnWT6xU/Q+I2U3Pz4kXD42WfM+wAk5Px" +
      "toXj56VvI+5q06Pxi0YD57S/E+VVE8P7wIYz5cOPA++fM9P89mZT78HO8+s5U/P1/PZz57+e0+cjZBPzVDaj77zew+" +
      "8dVCP13DbD5bmus+MnREP11Qbz7dXuo+4BBGP0LrcT6kG+k+/KtHP1uVdD7Q0Oc+MUVJP3JPdz6EfuY+f9xKP5Maej" +
      "5bJOU+k3FMPw74fD4ew+M+OgROP6vofz4xW+I+MZRPP/92gT6W7OA+RyFRP6sEgz7Rd98+R6tSP7+dhD5I/d0+3zFU" +
      "P+FChj5ffdw+3bRVP9z0hz6x99o+7DNXPzW0iT7Sbdk+uK5YP5WBiz4F4Nc+7iRaP8RdjT4zT9Y+W5ZbP2tJjz7ku9" +
      "Q+igJdP+1EkT58JtM+OGlePxZRkz4qkNE+AMpfP4tulT4a+s8+jSRhP7Kdlz58Zc4+fXhiPxHfmT720sw+acVjP1Ez" +
      "nD7ZQ8s+DwtlP5Ganj62uck+CklmP1kVoT4ANsg+9n5nP+yjoz7lucY+n6xoP0pGpj4XR8U+kdFpP5P8qD5M38M+q+" +
      "1qP6jGqz44hMI+lwBsP2akrj5tN8E+NQptP4mVsT6g+r8+UgpuP42ZtD6Fz74+zgBvP+qvtz6Nt70+t+1vP/nXuj7Q" +
      "tLw+3dBwPxIRvj47yLs+YapxP2xawT4b87o+Y3pyP/uyxD4EN7o+9kBzP48ZyD5olbk+TP5zP2GNyz5nDrk+hbJ0P4" +
      "QNzz4Oo7g+5l11Pw+Z0j7BU7g+wQB2P28u1j5sIbg+fJt2P7jM2T5SDLg+OC53PyFz3T4vFLg+Sbl3P8Ag4T4EObg+" +
      "8zx4P8zU5D6verg+mbl4PzeO6D7t2Lg+fy95P1lM7D56U7k++Z55P40O8D6v6bk+Wwh6P+XT8z5Km7o++Gt6P/6b9z" +
      "6hZ7s+BMp6PzBm+z4OTrw+0SJ7P/Qx/z7GTb0+o3Z7P3N/AT9FZr4+rMV7P1FmAz/hlr8+MBB8P3JNBT+P3sA+YFZ8" +
      "P7U0Bz/qPMI+X5h8P+cbCT8HscM+XtZ8PwgDCz8/OsU+gBB9PwfqDD/H18Y+5UZ9P8TQDj8aicg+r3l9Pz23ED9uTc" +
      "o+ual9P9ycEj8+JMw+v9Z9P+SBFD+/DM4+jwB+P4hmFj9sBtA+KCd+P8dKGD+dENI+nUp+P7IuGj/tKtQ+6Gt+P6ER" +
      "HD9xVNY+CYt+P6XzHT/njNg+Jqd+P2fVHz/I09o+UcB+P9S2IT+uKN0+x9d+P0aXIz/0it8+Z+1+P812JT8S+uE+Jg" +
      "B/PzJWJz8IduQ+NBB/P0Q1KT9y/uY+3h9/P9MSKz//kek+pSx/P0HwLD9ZMew+ejZ/P9HNLj9/3O4+cEB/P5upMD82" +
      "kfE+lUd/P3eFMj8zUfQ+Ckx/P2NhND/vG/c+sVB/P6w7Nj9S7/k+ZVJ/PzcWOD91zfw+ZVJ/P1/wOT8Htf8+vVF/P5" +
      "vJOz+gUgE/Ek5/PzyjPT/IzwI/Vkp/P697Pz/fUAQ/cER/PyJUQT+d1gU/ozx/P4QsQz/QYAc/tTR/P+oDRT+v7gg/" +
      "gCl/PwrcRj+IgQo/Rx9/P7eySD92Fww/ChJ/P+yJSj8csg0/eQR/P4lgTD9dUA8/ZvV+PwQ3Tj+d8hA/4uR+P4ANUD" +
      "/dmBI/G9R+P1TjUT+FQhQ/6MB+P665Uz+A8BU/jq5+P/yOVT9uoRc/IJl+PyNlVz/zVhk/VYV+P+s5WT/lDhs/AW5+" +
      "P+APWz+fyxw/91h+P1TkXD9hih4/ZEB+P+W5Xj/sTSA/LCp+PxWOYD9uEyI/jBB+P3NjYj+H3SM/i/l9P2E3ZD9lqS" +
      "U/RN99P2sMZj/IeSc/78d9PxXgZz+MSyk/l619P8y0aT+SISs//5V9P1WIaz8J+Sw/HHx9P7hcbT891C4/hGR9Py8w" +
      "bz/RsDA/jEt9Py4EcT+bkDI/JjR9P7bXcj/ncTQ/jxx9P4KrdD9+VTY/nwV9Pyx/dj/rOjg/u+98P7VSeD+4ITo/Ud" +
      "l8P8Qmej+NCjw/ZcV8P0z6ez/Y8z0/ga98P+HOfT9/3z8/",
  ),
  cividis: table(
    "AAAAAM1aCj5TCJw+AAAAALNhDT4oSZ8+AAAAALZlED63maI+AAAAAORnEz744KU+AAAAAO1mFj6LNKk+AAAAANBiGT" +
      "7Jk6w+AAAAAFBWHD74+a8+AAAAACYbHz68dLM+AAAAAO24IT7+DLc+AAAAAM1YJD4zpLo+AAAAAK34Jj5nQ74+AAAA" +
      "AI2YKT4D7sE+AAAAAKs9LD7ylMU+AAAAADLmLj5nRMk+AAAAAAOVMT4S+8w+AAAAANdOND7vrdA+AAAAAN8XNz7yW9" +
      "Q+AAAAAPn3OT7n/dc+AAAAAK36PD7wi9s+AAAAAKVmPz4N/t4+AAAAAKlMQT5nDuE+AAAAAGaIQz7l1eE+AAAAAL0B" +
      "Rj5JFOI+iA9sO+WcSD6tFOI+XD6SPO1KSz5C6+E+xoUDPRwHTj6SruE+dEE9PfPLUD5fYeE+xR1vPY2WUz41CuE+GD" +
      "+NPZ1lVj6nsuA+nwWhPYI2WT5MT+A+2iCzPT4JXD5K698+h+HDPc7dXj4eid8+58PTPRyyYT7eH98+qaDiPa2GZD4a" +
      "wd4+j97wPYFbZz6eXd4+SIz+PYwvaj7f+d0+GM4FPlMDbT40nd0+Kh0MPlLWbz6BQt0+y0cSPsqocj784Nw+jzQYPj" +
      "V6dT6Hi9w+mPYdPl5LeD6wONw+DJEjPjcbez4Y69s+YhMpPonqfT7Umds+YHMuPqtcgD5qTds+p7MzPmnDgT5KB9s+" +
      "x9U4PgYqgz7vxto+ZOc9PmCQhD71g9o+yt5CPjT2hT7LR9o+Br1HPsRbhz62Eto+745MPjPBiD6+2tk+TUpRPj4mij" +
      "4dqtk+s/BVPiaLiz6RgNk+qI1aPqrvjD5xVdk+ehdfPg1Ujj6HMdk+LZljPiy4jz5BC9k+TgloPkwckT5T7Ng+c2ls" +
      "PiiAkj671Ng+TMNwPuPjkz5Nu9g+NA51Pp1HlT5Yqdg+IlR5PhWrlj5Kldg+Kox9Po0OmD6UiNg+jNuAPgRymT7Pgt" +
      "g+LO+CPlrVmj4Ue9g+pPyEPrA4nD6Netg+qwiHPgacnT7Nd9g+Dw+JPlz/nj7+e9g+RBSLPrJioD4Xftg+ChCNPirG" +
      "oT60kNg+9Q6PPqIpoz6Fl9g+1QSRPjuNpD4dr9g+L/qSPtTwpT5ZxNg+v+6UPm1Upz4419g+296WPkq4qD5O8dg+o8" +
      "qYPkccqj79Etk+5bWaPkWAqz5yMtk+F52cPobkrD6jWdk+BoSePsdIrj4Tftk+J2egPm2trz5Uqdk+F0aiPjQSsT61" +
      "3Nk+ByWkPh13sj4fDto+GQSmPifcsz5xPdo+O9+nPpZBtT5+dNo+9rapPiantj6esto+sI6rPvoMuD4L79o+jGatPh" +
      "FzuT7DKds+3jqvPknZuj4WbNs+yAuxPgdAvD6Jtts+09yyPuemvT6s/9s+Q660PukNvz6VRtw+bHy2PnF1wD7VlNw+" +
      "6Ua4PjzdwT6z7dw+mBW6PkpFwz7vON0+Vd27Pt6txD5wl90+AKm9PnIWxj5G6t0+uW2/Pq5/xz6kUN4+xjbBPi3pyD" +
      "7nqd4+JvzCPvBSyj7pDd8+xr7EPji9yz6ned8+RYHGPsQnzT5x5t8+8kTIPtWSzj4eTuA+0QTKPir+zz7GwuA+esXL" +
      "PuRp0T7CM+E+qYbNPiTW0j57pOE+kUTPPshC1D7mHuI+AAPRPtGv1T6JmOI+J77SPj8d1z6GHOM+1XnUPjOL2D66n+" +
      "M+TDbWPq352T5xIOQ+W+/XPmpo2z4AruQ+VKnZPs/X3D7jN+U+X1/bPplH3j6B0eU+HhfdPum33z4KZOY+V87ePp4o" +
      "4T4J++Y+mYPgPtmZ4j49mec+7DTiPrsL5D7+Reg+cOrjPuF95T6w5ug+2JrlPmvw5j5vm+k+9UznPuBj6D4wSOo+Mv" +
      "/oPvHW6T7n/uo+867qPmZK6z4Fwes+71jsPlnA7D4zh+w+iA3uPhE07j4cQu0+/b7vPpOo7z5sCO4+lGjxPqsh8T5Y" +
      "xu4+jxrzPhya8j7ic+8+zNT0PuQR9D50DPA+KZf2PpiK9T5NhfA+Z2T4PtED9z4s1vA+fjb6Ppp7+D72J/E+3Qv8Ph" +
      "f1+T5KYvE+T+j9PlBu+z5ZifE+SMX/PlPo/D4urvE+u9AAP0Fj/j720fE++MEBP1He/z6b4vE+wLICPzatAD8T8vE+" +
      "UaQDP3ZrAT/f/fE+aJYEPwsqAj+nBvI+ZYoFP/PoAj+9/fE+NX0GPy+oAz9+API+LnIHP65nBD8o8fE+e2cIP5EnBT" +
      "+L3vE+ilsJP7jnBT8f2PE+j1EKP0SoBj9Zv/E+G0gLPyNpBz8Ko/E+Pj8MP0UqCD8wg/E+cjYNP93rCD90YPE+PC4O" +
      "P7itCT8uOvE+fCYPP/hvCj+AEPE+7x4QP5wyCz/O4/A+8BkRP4T1Cz9EovA+TRMSP9C4DD9+bvA+/gwTP5F8DT9QN/" +
      "A+RgcUP5ZADj+Y/O8+pwMVP/8EDz8qre8+l/4VP97JDz+ga+8+DfoWPwCPED9sJu8+nfcXP5dUET8dzO4+uvMYP5Ma" +
      "Ej8XgO4+VvIZP9LgEj8uHu4+HO8aP6inEz82y+0+Tu4bP9JuFD/2Ye0+EOwcP2E2FT/IB+0+A+odP2X+FT9Uquw+dO" +
      "oeP73GFj8zNuw+U+kfP4qPFz+J0es+W+ogP7xYGD8RVus+6ushP1MiGT+I1uo+5usiP3DsGT8fZ+o+HO4jP/K2Gj+D" +
      "4Ok+4e4kP9iBGz/kaek+4fElPzRNHD+t2+g+I/UmPxUZHT/tSeg+FvcnP0vlHT+OyOc+IvsoPweyHj93L+c+gv8pPy" +
      "h/Hz+0kuY+kwIrP75MID+4BuY+mgcsP9oaIT+eYuU+Fw0tP2zpIT+VuuQ+GxMuP2O4Ij+dDuQ+WRcvP/CHIz/edOM+" +
      "8x0wP+JXJD/0weI+AyUxPzkoJT8cC+I+EywyPzj5JT8eUeE+uTMzP5vKJj9Tk+A+xTs0P3OcJz+70d8+4UM1P+NuKD" +
      "8gDd8+g0w2P8hBKT+VRN4+YFc3PxIVKj+zYd0+eGA4PwPpKj95ktw+BWo5P2q9Kz9Rv9s+GXQ6P0eSLD9c6No+AoA7" +
      "P7pnLT+U99k+eoo8P7Q9Lj8zGtk+Ppc9PxIULz+OIdg+TaI+PxjrLz/APdc+hq8/P6TCMD/RPtY+I71AP6aaMT/RO9" +
      "U+HclBPz9zMj8vTtQ+MNdCP15MMz9KRdM+qOVDPwMmND92ONI+UfREPz8ANT8CKdE+LgNGPwHbNT+LFtA+IxRHP0q2" +
      "Nj/F584+uCNIPymSNz99zs0+ATVJP6BuOD8Tmsw+C0VKP51LOT8He8s+HVdLPyApOj+KP8o+L2lMP0oHOz95Ask+ln" +
      "tNP/vlOz8iwsc+UI5OP0PFPD+EfsY+PKFPPyKlPT+sOMU+zLVQP5iFPj+Q18M+sMpRP5VmPz8uc8I+599SPyhIQD/I" +
      "C8E+H/VTP2MqQT8zo78+iQpVPzUNQj8NOb4+NiBWP43wQj9ozLw+qDdXP43UQz8PQ7s+Gk9YPyS5RD8wubk+rmZZP1" +
      "KeRT9mLrg+9n9aPyeERj8rh7Y+X5lbP4NqRz9d3rQ+6rJcP4dRSD+kNLM+xM1dPyI5ST/BcbE+T+deP2QhSj9Yya8+" +
      "vANgPz0KSz8x660+6x5hP67zSz/IJ6w+eTtiP7XdTD9rSqo+R1ljP2XITT+LVKg+83ZkP7yzTj81YqY+3ZVlP6mfTz" +
      "/BV6Q+t7RmPy6MUD+UUKI+rtRnP0p5UT/9MqA+w/VoPw5nUj8IAJ4+lBZqP2lVUz+A05s+UDhrP1tEVD9blJk+A1xs" +
      "P9MzVT85Kpc+Un9tP/IjVj/3ypQ+WaNuP6kUVz/dXpI+88hvP/cFWD/7zo8+A+9wP7r3WD+gN40+YRZyPxTqWT8sg4" +
      "o+3j5zP+TcWj85uYc+3Gh0PznQWz99y4Q+o5N1P/TDXD8C04E+UcB2PwK4XT85Yn0+lu13P3WsXj/4GXc+AB55P/mg" +
      "Xz8rT3A+yk96P32VYD/GbGk+7IR7P76JYT/YLWI+PL98P+F8Yj/BdFo+AAJ+PzNtYz80ZlI+S65+P6KYZD/jU1A+o8" +
      "h+P378ZT/filQ+Sdl+P8NjZz+Fd1k+n+h+P8XKaD+g/14+",
  ),
};

/** Short lists of colours that are not blended, rrggbb. */
export const LIST_MAPS: Readonly<Record<string, string>> = {
  tab10: "1f77b4 ff7f0e 2ca02c d62728 9467bd 8c564b e377c2 7f7f7f bcbd22 17becf",
  tab20:
    "1f77b4 aec7e8 ff7f0e ffbb78 2ca02c 98df8a d62728 ff9896 9467bd c5b0d5 8c564b c49c94 e377c2 f7b6d2 7f7f7f c7c7c7 bcbd22 dbdb8d 17becf 9edae5",
  tab20b:
    "393b79 5254a3 6b6ecf 9c9ede 637939 8ca252 b5cf6b cedb9c 8c6d31 bd9e39 e7ba52 e7cb94 843c39 ad494a d6616b e7969c 7b4173 a55194 ce6dbd de9ed6",
  tab20c:
    "3182bd 6baed6 9ecae1 c6dbef e6550d fd8d3c fdae6b fdd0a2 31a354 74c476 a1d99b c7e9c0 756bb1 9e9ac8 bcbddc dadaeb 636363 969696 bdbdbd d9d9d9",
  Set1: "e41a1c 377eb8 4daf4a 984ea3 ff7f00 ffff33 a65628 f781bf 999999",
  Set2: "66c2a5 fc8d62 8da0cb e78ac3 a6d854 ffd92f e5c494 b3b3b3",
  Set3: "8dd3c7 ffffb3 bebada fb8072 80b1d3 fdb462 b3de69 fccde5 d9d9d9 bc80bd ccebc5 ffed6f",
  Paired: "a6cee3 1f78b4 b2df8a 33a02c fb9a99 e31a1c fdbf6f ff7f00 cab2d6 6a3d9a ffff99 b15928",
  Accent: "7fc97f beaed4 fdc086 ffff99 386cb0 f0027f bf5b17 666666",
  Dark2: "1b9e77 d95f02 7570b3 e7298a 66a61e e6ab02 a6761d 666666",
  Pastel1: "fbb4ae b3cde3 ccebc5 decbe4 fed9a6 ffffcc e5d8bd fddaec f2f2f2",
  Pastel2: "b3e2cd fdcdac cbd5e8 f4cae4 e6f5c9 fff2ae f1e2cc cccccc",
};

function table(base64: string): Float32Array {
  return new Float32Array(bytesFromBase64(base64).buffer);
}
