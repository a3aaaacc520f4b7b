/* eslint-disable max-lines -- a table of numbers */
import { bytesFromBase64 } from "#core/array/index.ts";
import type { SegmentMap } from "./colormap-data.ts";

/* More of matplotlib's colour maps: those made of anchors, of formulas, and of whole tables. */

type Channels = readonly [red: Formula, green: Formula, blue: Formula];
type Formula = (x: number) => number;

export const MORE_SEGMENT_MAPS: Readonly<Record<string, SegmentMap>> = {
  binary: {
    red: [
      [0.0, 1.0, 1.0],
      [1.0, 0.0, 0.0],
    ],
    green: [
      [0.0, 1.0, 1.0],
      [1.0, 0.0, 0.0],
    ],
    blue: [
      [0.0, 1.0, 1.0],
      [1.0, 0.0, 0.0],
    ],
  },
  CMRmap: {
    red: [
      [0.0, 0.0, 0.0],
      [0.125, 0.15, 0.15],
      [0.25, 0.3, 0.3],
      [0.375, 0.6, 0.6],
      [0.5, 1.0, 1.0],
      [0.625, 0.9, 0.9],
      [0.75, 0.9, 0.9],
      [0.875, 0.9, 0.9],
      [1.0, 1.0, 1.0],
    ],
    green: [
      [0.0, 0.0, 0.0],
      [0.125, 0.15, 0.15],
      [0.25, 0.15, 0.15],
      [0.375, 0.2, 0.2],
      [0.5, 0.25, 0.25],
      [0.625, 0.5, 0.5],
      [0.75, 0.75, 0.75],
      [0.875, 0.9, 0.9],
      [1.0, 1.0, 1.0],
    ],
    blue: [
      [0.0, 0.0, 0.0],
      [0.125, 0.5, 0.5],
      [0.25, 0.75, 0.75],
      [0.375, 0.5, 0.5],
      [0.5, 0.15, 0.15],
      [0.625, 0.0, 0.0],
      [0.75, 0.1, 0.1],
      [0.875, 0.5, 0.5],
      [1.0, 1.0, 1.0],
    ],
  },
  Wistia: {
    red: [
      [0.0, 0.8941176470588236, 0.8941176470588236],
      [0.25, 1.0, 1.0],
      [0.5, 1.0, 1.0],
      [0.75, 1.0, 1.0],
      [1.0, 0.9882352941176471, 0.9882352941176471],
    ],
    green: [
      [0.0, 1.0, 1.0],
      [0.25, 0.9098039215686274, 0.9098039215686274],
      [0.5, 0.7411764705882353, 0.7411764705882353],
      [0.75, 0.6274509803921569, 0.6274509803921569],
      [1.0, 0.4980392156862745, 0.4980392156862745],
    ],
    blue: [
      [0.0, 0.47843137254901963, 0.47843137254901963],
      [0.25, 0.10196078431372549, 0.10196078431372549],
      [0.5, 0.0, 0.0],
      [0.75, 0.0, 0.0],
      [1.0, 0.0, 0.0],
    ],
  },
  brg: {
    red: [
      [0.0, 0.0, 0.0],
      [0.5, 1.0, 1.0],
      [1.0, 0.0, 0.0],
    ],
    green: [
      [0.0, 0.0, 0.0],
      [0.5, 0.0, 0.0],
      [1.0, 1.0, 1.0],
    ],
    blue: [
      [0.0, 1.0, 1.0],
      [0.5, 0.0, 0.0],
      [1.0, 0.0, 0.0],
    ],
  },
  bwr: {
    red: [
      [0.0, 0.0, 0.0],
      [0.5, 1.0, 1.0],
      [1.0, 1.0, 1.0],
    ],
    green: [
      [0.0, 0.0, 0.0],
      [0.5, 1.0, 1.0],
      [1.0, 0.0, 0.0],
    ],
    blue: [
      [0.0, 1.0, 1.0],
      [0.5, 1.0, 1.0],
      [1.0, 0.0, 0.0],
    ],
  },
  coolwarm: {
    red: [
      [0.0, 0.2298057, 0.2298057],
      [0.03125, 0.26623388, 0.26623388],
      [0.0625, 0.30386891, 0.30386891],
      [0.09375, 0.342804478, 0.342804478],
      [0.125, 0.38301334, 0.38301334],
      [0.15625, 0.424369608, 0.424369608],
      [0.1875, 0.46666708, 0.46666708],
      [0.21875, 0.509635204, 0.509635204],
      [0.25, 0.552953156, 0.552953156],
      [0.28125, 0.596262162, 0.596262162],
      [0.3125, 0.639176211, 0.639176211],
      [0.34375, 0.681291281, 0.681291281],
      [0.375, 0.722193294, 0.722193294],
      [0.40625, 0.761464949, 0.761464949],
      [0.4375, 0.798691636, 0.798691636],
      [0.46875, 0.833466556, 0.833466556],
      [0.5, 0.865395197, 0.865395197],
      [0.53125, 0.897787179, 0.897787179],
      [0.5625, 0.924127593, 0.924127593],
      [0.59375, 0.944468518, 0.944468518],
      [0.625, 0.958852946, 0.958852946],
      [0.65625, 0.96732803, 0.96732803],
      [0.6875, 0.969954137, 0.969954137],
      [0.71875, 0.966811177, 0.966811177],
      [0.75, 0.958003065, 0.958003065],
      [0.78125, 0.943660866, 0.943660866],
      [0.8125, 0.923944917, 0.923944917],
      [0.84375, 0.89904617, 0.89904617],
      [0.875, 0.869186849, 0.869186849],
      [0.90625, 0.834620542, 0.834620542],
      [0.9375, 0.795631745, 0.795631745],
      [0.96875, 0.752534934, 0.752534934],
      [1.0, 0.705673158, 0.705673158],
    ],
    green: [
      [0.0, 0.298717966, 0.298717966],
      [0.03125, 0.353094838, 0.353094838],
      [0.0625, 0.406535296, 0.406535296],
      [0.09375, 0.458757618, 0.458757618],
      [0.125, 0.50941904, 0.50941904],
      [0.15625, 0.558148092, 0.558148092],
      [0.1875, 0.604562568, 0.604562568],
      [0.21875, 0.648280772, 0.648280772],
      [0.25, 0.688929332, 0.688929332],
      [0.28125, 0.726149107, 0.726149107],
      [0.3125, 0.759599947, 0.759599947],
      [0.34375, 0.788964712, 0.788964712],
      [0.375, 0.813952739, 0.813952739],
      [0.40625, 0.834302879, 0.834302879],
      [0.4375, 0.849786142, 0.849786142],
      [0.46875, 0.860207984, 0.860207984],
      [0.5, 0.86541021, 0.86541021],
      [0.53125, 0.848937047, 0.848937047],
      [0.5625, 0.827384882, 0.827384882],
      [0.59375, 0.800927443, 0.800927443],
      [0.625, 0.769767752, 0.769767752],
      [0.65625, 0.734132809, 0.734132809],
      [0.6875, 0.694266682, 0.694266682],
      [0.71875, 0.650421156, 0.650421156],
      [0.75, 0.602842431, 0.602842431],
      [0.78125, 0.551750968, 0.551750968],
      [0.8125, 0.49730856, 0.49730856],
      [0.84375, 0.439559467, 0.439559467],
      [0.875, 0.378313092, 0.378313092],
      [0.90625, 0.312874446, 0.312874446],
      [0.9375, 0.24128379, 0.24128379],
      [0.96875, 0.157246067, 0.157246067],
      [1.0, 0.01555616, 0.01555616],
    ],
    blue: [
      [0.0, 0.753683153, 0.753683153],
      [0.03125, 0.801466763, 0.801466763],
      [0.0625, 0.84495867, 0.84495867],
      [0.09375, 0.883725899, 0.883725899],
      [0.125, 0.917387822, 0.917387822],
      [0.15625, 0.945619588, 0.945619588],
      [0.1875, 0.968154911, 0.968154911],
      [0.21875, 0.98478814, 0.98478814],
      [0.25, 0.995375608, 0.995375608],
      [0.28125, 0.999836203, 0.999836203],
      [0.3125, 0.998151185, 0.998151185],
      [0.34375, 0.990363227, 0.990363227],
      [0.375, 0.976574709, 0.976574709],
      [0.40625, 0.956945269, 0.956945269],
      [0.4375, 0.931688648, 0.931688648],
      [0.46875, 0.901068838, 0.901068838],
      [0.5, 0.865395561, 0.865395561],
      [0.53125, 0.820880546, 0.820880546],
      [0.5625, 0.774508472, 0.774508472],
      [0.59375, 0.726736146, 0.726736146],
      [0.625, 0.678007945, 0.678007945],
      [0.65625, 0.628751763, 0.628751763],
      [0.6875, 0.579375448, 0.579375448],
      [0.71875, 0.530263762, 0.530263762],
      [0.75, 0.481775914, 0.481775914],
      [0.78125, 0.434243684, 0.434243684],
      [0.8125, 0.387970225, 0.387970225],
      [0.84375, 0.343229596, 0.343229596],
      [0.875, 0.300267182, 0.300267182],
      [0.90625, 0.259301199, 0.259301199],
      [0.9375, 0.220525627, 0.220525627],
      [0.96875, 0.184115123, 0.184115123],
      [1.0, 0.150232812, 0.150232812],
    ],
  },
  gist_rainbow: {
    red: [
      [0.0, 1.0, 1.0],
      [0.03, 1.0, 1.0],
      [0.215, 1.0, 1.0],
      [0.4, 0.0, 0.0],
      [0.586, 0.0, 0.0],
      [0.77, 0.0, 0.0],
      [0.954, 1.0, 1.0],
      [1.0, 1.0, 1.0],
    ],
    green: [
      [0.0, 0.0, 0.0],
      [0.03, 0.0, 0.0],
      [0.215, 1.0, 1.0],
      [0.4, 1.0, 1.0],
      [0.586, 1.0, 1.0],
      [0.77, 0.0, 0.0],
      [0.954, 0.0, 0.0],
      [1.0, 0.0, 0.0],
    ],
    blue: [
      [0.0, 0.16, 0.16],
      [0.03, 0.0, 0.0],
      [0.215, 0.0, 0.0],
      [0.4, 0.0, 0.0],
      [0.586, 1.0, 1.0],
      [0.77, 1.0, 1.0],
      [0.954, 1.0, 1.0],
      [1.0, 0.75, 0.75],
    ],
  },
  seismic: {
    red: [
      [0.0, 0.0, 0.0],
      [0.25, 0.0, 0.0],
      [0.5, 1.0, 1.0],
      [0.75, 1.0, 1.0],
      [1.0, 0.5, 0.5],
    ],
    green: [
      [0.0, 0.0, 0.0],
      [0.25, 0.0, 0.0],
      [0.5, 1.0, 1.0],
      [0.75, 0.0, 0.0],
      [1.0, 0.0, 0.0],
    ],
    blue: [
      [0.0, 0.3, 0.3],
      [0.25, 1.0, 1.0],
      [0.5, 1.0, 1.0],
      [0.75, 0.0, 0.0],
      [1.0, 0.0, 0.0],
    ],
  },
  terrain: {
    red: [
      [0.0, 0.2, 0.2],
      [0.15, 0.0, 0.0],
      [0.25, 0.0, 0.0],
      [0.5, 1.0, 1.0],
      [0.75, 0.5, 0.5],
      [1.0, 1.0, 1.0],
    ],
    green: [
      [0.0, 0.2, 0.2],
      [0.15, 0.6, 0.6],
      [0.25, 0.8, 0.8],
      [0.5, 1.0, 1.0],
      [0.75, 0.36, 0.36],
      [1.0, 1.0, 1.0],
    ],
    blue: [
      [0.0, 0.6, 0.6],
      [0.15, 1.0, 1.0],
      [0.25, 0.4, 0.4],
      [0.5, 0.6, 0.6],
      [0.75, 0.33, 0.33],
      [1.0, 1.0, 1.0],
    ],
  },
};

const turn = (x: number, times: number, shift: number): number =>
  Math.sin((x * times + shift) * Math.PI);

/** A spiral of hues around the greys, ever brighter (Green 2011). */
function helix(cosine: number, sine: number): Formula {
  return (x) => {
    const size = (x * (1 - x)) / 2;
    const angle = 2 * Math.PI * (0.5 / 3 - 1.5 * x);
    return x + size * (cosine * Math.cos(angle) + sine * Math.sin(angle));
  };
}

/** Brightness of each channel along the map, cut to 0 … 1. */
export const FORMULA_MAPS: Readonly<Record<string, Channels>> = {
  afmhot: [(x) => 2 * x, (x) => 2 * x - 0.5, (x) => 2 * x - 1],
  cubehelix: [helix(-0.14861, 1.78277), helix(-0.29227, -0.90649), helix(1.97294, 0)],
  flag: [
    (x) => 0.75 * turn(x, 31.5, 0.25) + 0.5,
    (x) => turn(x, 31.5, 0),
    (x) => 0.75 * turn(x, 31.5, -0.25) + 0.5,
  ],
  gist_gray: [(x) => x, (x) => x, (x) => x],
  gist_heat: [(x) => 1.5 * x, (x) => 2 * x - 1, (x) => 4 * x - 3],
  gist_yarg: [(x) => 1 - x, (x) => 1 - x, (x) => 1 - x],
  gnuplot: [Math.sqrt, (x) => x ** 3, (x) => Math.sin(x * 2 * Math.PI)],
  gnuplot2: [
    (x) => x / 0.32 - 0.78125,
    (x) => 2 * x - 0.84,
    (x) => (x < 0.25 ? 4 * x : x < 0.92 ? -2 * x + 1.84 : x / 0.08 - 11.5),
  ],
  ocean: [(x) => 3 * x - 2, (x) => Math.abs((3 * x - 1) / 2), (x) => x],
  prism: [
    (x) => 0.75 * turn(x, 20.9, 0.25) + 0.67,
    (x) => 0.75 * turn(x, 20.9, -0.25) + 0.33,
    (x) => -1.1 * turn(x, 20.9, 0),
  ],
  rainbow: [
    (x) => Math.abs(2 * x - 0.5),
    (x) => Math.sin(x * Math.PI),
    (x) => Math.cos((x * Math.PI) / 2),
  ],
};

function table(base64: string): Float32Array {
  return new Float32Array(bytesFromBase64(base64).buffer);
}

/** Rows of red, green and blue in single precision. */
export const MORE_TABLE_MAPS: Readonly<Record<string, Float32Array>> = {
  turbo: table(
    "QYJCPuj2kj35vW0+hIFHPmDIqj0E4oU+dVlMPuCEwj1WmpQ+swxRPign2j2RCqM+PZtVPni08T0WMLE+FAVaPsmTBD" +
      "41DL8+OEpePjpAED6dncw+qWpiPi7iGz6f5dk+ZmZmPgh3Jz475OY+cT1qPmUBMz5wmfM+yO9tPqZ+Pj6fAgA/zHpx" +
      "PszuST4rEwY/veN0PnZUVT4E/ws/+id4PgStYD6CxRE/hEd7Pnf4az5NZxc/W0J+Pm05dz5l5Bw/P4yAPqQ2gT7JPC" +
      "I/qOOBPlPLhj56cCc/BiqDPnVZjD7Qfiw/C16EPgnhkT5zaDE/t3+FPl5jlz66LDY/uY2GPibfnD5PzDo/sYqHPrBV" +
      "oj4wRz8/T3WIPqzFpz5enUM/REyJPhsvrT7Zzkc/MBKKPkuTsj752ks/csSKPu3wtz5lwk8/qmWLPlJJvT53hFM/OP" +
      "OLPtmZwj59Ilc/vW+MPnHmxz4om1o/mdiMPiwrzT547l0/ajCNPqlq0j69HWE/knSNPuik1z6mJ2Q/saeNPpnY3D7d" +
      "DGc/JseNPrwF4j64zGk/QdSNPqEt5z6IaGw/U9CNPqlN7D783m4/u7iNPsJp8T4WMHE/yY6NPk5/9j4lXXM/zlONPk" +
      "yO+z7YZHU/KQWNPl5LAD/YR3c/K6SMPvfMAj8lBnk/0zCMPvFLBT8Xn3o/RKOLPkvIBz9nD3w/YMiKPkVHCj/EQn0/" +
      "iJ2JPobJDD83N34/qyaIPmZODz+37n4/BWmGPuXVET88a38/12mEPltfFD+8rn8/Di2CPnnpFj/Yu38/cXJ/Pj90GT" +
      "/ek38/6iF6Pqz/Gz9tOX8/Qnh0PhqLHj99rn4/GHhuPjgVIT8G9X0/xjNoPgaeIz/+Dn0/661hPoUlJj8E/3s/ofNa" +
      "Pg2rKD9pxno/yAxUPk0tKz8jZ3k/2gNNPu+sLT965Hc/8+VFPqIoMD8UP3Y/Urg+Pr6fMj+SeXQ/Eog3PuwSNT+Sln" +
      "I/EF0wPjSANz9jl3A/yEEpPj7oOT/+fW4/GD4iPmJKPD8BTWw/HF8bPvilPj9kBmo/sKwUPrH5QD91q2c/UTEOPjVG" +
      "Qz99P2U/e/cHPtuKRT/Kw2I/DAcCPlTGRz/7OmA/PNr4PUj5ST+5pV0/4V3uPWgiTD/yB1s/PrPkPbNBTj9OYlg/DO" +
      "rbPdpVUD8TuFU/ghzUPYVfUj/qCVM/HVXNPWRdVD8YW1A/FK7HPc9OVj/vrE0/IjfDPW40WD9lAUs/fArAPUoMWj8Y" +
      "W0g/oDK+PQrXWz8CvEU/xcm9PQiUXT8YJkM/pN++PZpCXz9Sm0A/dY7BPXLhYD9PHj4/teDFPTdxYj9gsDs/mfDLPU" +
      "HxYz96Uzk/3c3TPUJgZT89Cjc/v33dPXbDZj/DuzQ/hPDoPXUfaD97TjI/9gv2PT90aT8FxS8/zGICPivBaj8IIC0/" +
      "mYEKPjoGbD8kYio/JV0TPsRCbT8AjCc/U+gcPnB3bj/koCQ/SBsnPpijbz93oSE/w/AxPpPGcD+wjx4/DFk9PgnhcT" +
      "/fbBs/5E5JPlLycj+jOxg/zsdVPm76cz9M/RQ/7btiPrb4dD8psxE/Jh5wPintdT8xXw4/2et9PsfXdj8EBAs/pgqG" +
      "Pum3dz+hoQc/8UuNPjeOeD9POwQ/7rGUPghaeT9f0gA/ADqcPrUaej8+0Po+6N6jPj7Qej8N/fM+Z5urPqJ6ez8bL+" +
      "0+kGuzPuMZfD8FaeY+c0u7PlitfD+8rt8+0jXDPgE1fT8uBNk+wCbLPt6wfT/4a9I+rRfTPkcgfj+86Ms++wXbPjyD" +
      "fj8GgcU+bOziPr7Zfj/XNL8+wcXqPiUjfz9sCbk+XI/yPnBffz+0ArM+r0L6PkePfz9PI60+Pu0AP7Swfz/bbac+Ea" +
      "oEPwXFfz+W56E+MlUIP+rKfz8hk5w+q+wLPw3Dfz9pdJc+M20PP8Wsfz+9jJI+fNUSPxKIfz+s4o0+PiIWP/NUfz+F" +
      "d4k+KlIZP8ISfz+HUIU+omIcP3/Bfj8Ab4E+BVEfP4Bgfj9gsHs+XBsiP2/wfT9pHXU+SMQkP/xvfT9aKm8+nWgnPy" +
      "/dfD+V1Gk+QQ4qP7A4fD+dEWU+5bMsP4CCez/T3mA+OlgvP526ej9ZNF0+5/sxP7HheT/yDFo+nZ00Pwn5eD8gXlc+" +
      "tDw3PwAAeD9GJVU+hNg5P5T2dj+GWlM+DXE8P77edT8B9lE+/wQ/P9S3dD8b9VA+W5RBP4CCcz/0T1A+0h1EP8A+cj" +
      "8R/E8+CqJGP+XtcD9y+U8+DB9JP++Pbz+bPVA+2ZRLP90kbj+twFA+yQJOP1itbD8KgFE+3GhQPwYqaz/Wc1I+wcVS" +
      "P5GbaT/RllM+0hhVP1ABaD9/3lQ+Z2FXPzpdZj9BSFY+J6BZPwCuZD86zFc+dNJbP/H0Yj8sZVk+nPldP7UyYT85C1" +
      "s+qRNgP01nXz8kuVw+myBiP2CTXT8OZ14+cSBkP+22Wz8bDWA+NBFmP57SWT9Lq2E+5fJnPxnnVz+DNGM+gsVpP170" +
      "VT+Do2Q+vodrP737Uz8O82U+lzltP+f7UT/nHWc+vtluP9P2Tz8uHGg+NGhwP4HsTT8I5mg+UORxP/DcSz/VeGk+wk" +
      "xzP3HJST8Zymk+NKJ0P1uxRz8012k+rOJ1P1eVRT+rlWk+1A53Pwx2Qz8/AGk+syR4PyJUQT+yEWg+miV5P5gvPz/G" +
      "xGY+6Q56PxgJPT/+DmU+SOF6P0jhOj+77WI+rp57P6ytOD+5cGA+E0l8P2ZmNj8tsl0+HuF8P3gLND+3tFo+d2d9Pz" +
      "CeMT/2elc+d9t9P94fLz+JB1Q+bD5+P4KQLD8QXVA+sI9+P7vyKT/HgEw+Qs9+P+FFJz/ud0g+cv5+P5OMJD/mP0Q+" +
      "Px1/PyrGIT+L4D8+Ait/P0X1Hj99XDs+Cyl/P+MZHD+8szY+sRZ/P600GT8k7jE+RfV+P5lHFj+3Cy0+dsN+P1BTEz" +
      "8TDyg+PIN+PyFZED8VACM+SDN+PwxZDT++3h0+6dR9PwhVCj+srRg+H2h9P2ZOBz9+bxM+6ux8P3xEBD90KQ4+8WN8" +
      "P+s5AT/K4Ag+Ns17P7Ne/D7ikgM+Dyh7P+BK9j4yj/w9dXZ6P/s68D4dA/I9F7d5P1Uw6j7Chuc9Rut4Pz0s5D5gH9" +
      "09ARN4P/Az3j410tI9SS53PyBG2D69qcg9HT12P2tl0j42q749JUB1P8CVzD7g27Q9CTh0Px/Xxj72QKs9ICRzPygs" +
      "wT735KE9bARyPymWuz4hzZg95NpwPxEZtj6w/o89j6VvP+G0sD7lfoc9ZmZuP4dtqz51sH49aR1tPwNDpj5iFW8978" +
      "lrP0M5oT6JQWA9oGxqP0hQnD7kSVI9fQVpPwCMlz5zLkU91ZVnP2zskj6x+Tg9AB1mP3l1jj4Uyy09VppkP4kkij6k" +
      "jSM9iQxjP/PlhT4PuRk973JhP8i1gT5cOBA94sxfP3Alez6NCwc9CRteP8X+cj46evw8vFxcP/H0aj4fhes8o5JaP1" +
      "MFYz7CTNs8F7xYPys1Wz4svMs8vtlWPzl/Uz5b07w8mutUPx3mSz5Pkq48AvFSP3ZsRD4CDqE8nupQPwYNPT57MZQ8" +
      "b9hOP23KNT65/Ic8y7lMP6mkLj5sCXk8XI9KP7ubJz7/PmM8eVhIP0KyID4BGE88yhVGPwDjGT6cFjw8UMdDP5QwEz" +
      "60jio8YWxBP/6aDD5YVho8/wQ/P58fBj6HbQs8eZI8P2qH/z1l/Ps7fxM6P0IJ8z3TvOM7Eog3P8bE5j1YHM472PA0" +
      "P/W52j30Grs7000yP5Pjzj2JDKs7Ap8vPxtMwz00nZ07veMsPxDptz3aIJM7BBwqP/DErD2z74o7gEgnPz3VoT2FsY" +
      "U7L2kkP3Qklz1RZoM7a30hPxqojD1RZoM724UeP2tlgj1LWYY7gIIbP0zDcD1b64s7sHIYP54kXT1lcJQ7FVcVP0j5" +
      "ST2jQJ87Bi8SP0pBNz28V607K/sOP6T8JD0Kur07hLsLP1YrEz1SD9E7aW8IP2DNAT2wA+c7gxcFP4LF4Twkl/87Kb" +
      "MBP/XWwDzYZA08BYb8PhjPoDyadxw8Io71PuutgTzo2Sw8",
  ),
  twilight: table(
    "hsBiPzWaWT8+UmM/vz9iP2fJWT+nIWM/jrhhPzjtWT/W6WI/milhPy0GWj+EqmI/YZNgPywUWj8vZGI/ZvZfPx4XWj" +
      "9iF2I/G1FfP6wPWj8BxGE/+KReP3v9WT/+amE/GvFdPwLhWT+LDGE//jRdP6C6WT8JqWA/NnFcP16KWT8KQWA/v6Rb" +
      "P9BQWT/G1F8/Us9aP1QOWT+RZF8/O/FZPyDDWD+88F4/4wlZP7dvWD9ueV4/pxhYP6IUWD/W/l0/LR5XPw2yVz8VgV" +
      "0/ZhpWP15IVz9EAF0/1QxVPxnYVj+PfFw/xvVTP41hVj8b9ls/xNVSP/XkVT//bFs/Ca1RP6ZiVT9q4Vo/2ntQP+7a" +
      "VD+QU1o/8kFPPz9OVD/Vw1k/RgBOP7i8Uz9ZMlk/ObdMP5smUz9kn1g/LGdLPymMUj9DC1g/gxBKP6DtUT9Jdlc/o7" +
      "NIPzxLUT/J4FY/81BHPzalUD8aS1Y/2OhFP8L7Tz+RtVU/m3tEPxpPTz+RIFU/2glDP2KfTj9YjFQ//pNBP8XsTT82" +
      "+VM/cRpAP203TT91Z1M/nZ0+P4B/TD9d11I/6h09PyDFSz8wSVI/wps7P28ISz8pvVE/jBc6P4tJSj+CM1E/rZE4P4" +
      "+IST9orFA/gQo3P5XFSD8OKFA/Y4I1P7cASD+bpk8/wvkzPwU6Rz8jKE8//XAyP5NxRj++rE4/a+gwP3OnRT99NE4/" +
      "YmAvP7TbRD9rv00/NdktP2YORD+OTU0/LlMsP5g/Qz/o3kw/l84qP1VvQj91c0w/skspP6qdQT8uC0w/t8onP6XKQD" +
      "8Rpks/6EsmP032Pz8HREs/fs8kP64gPz/85Eo/qlUjP9BJPj/fiEo/l94hP7xxPT+bL0o/b2ogP3yYPD8b2Uk/VPke" +
      "Pxi+Oz9IhUk/aYsdP5biOj8JNEk/zCAcP/8FOj9F5Ug/lrkaP1goOT/lmEg/4FUZP6lJOD/QTkg/vPUXP/ZpNz/wBk" +
      "g/PpkWP0aJNj8uwUc/dkAVP56nNT9xfUc/d+sTPwHFND+eO0c/TJoSP3XhMz+h+0Y/AE0RP/38Mj9mvUY/nQMQP50X" +
      "Mj/agEY/Lr4OP1cxMT/nRUY/u3wNPy9KMD97DEY/Tj8MPydiLz+C1EU/8AULP0F5Lj/pnUU/qdAJP3+PLT+aaEU/gp" +
      "8IP+KkLD+DNEU/gHIHP225Kz+XAUU/qkkGPyDNKj/Hz0Q/CCUFP/vfKT8Bn0Q/oAQEPwDyKD82b0Q/fOgCPy4DKD9V" +
      "QEQ/odABP4cTJz9REkQ/GL0APwojJj8Y5UM/0Fv/PrgxJT+euEM/Mkb9Po8/JD/NjEM/ZTn7PpFMIz+cYUM/dTX5Pr" +
      "xYIj/9NkM/cjr3Pg9kIT/jDEM/bEj1PotuID8/40I/cV/zPi54Hz8EukI/jn/xPviAHj8jkUI/06jvPuiIHT+OaEI/" +
      "TdvtPv2PHD84QEI/ChfsPjaWGz8TGEI/FVzqPpKbGj8R8EE/eqroPhCgGT8kyEE/RQLnPq+jGD88oEE/f2PlPm+mFz" +
      "9LeEE/MM7jPk6oFj9GUEE/YkLiPkqpFT8eKEE/G8DgPmSpFD/F/0A/X0ffPpqoEz8u10A/M9jdPuqmEj9KrkA/mHLc" +
      "PlWkET8LhUA/kBbbPtigED9jW0A/GcTZPnScDz9DMUA/MHvYPieXDj+cBkA/0TvXPvGQDT9i2z8/8wXWPtCJDD+Erz" +
      "8/j9nUPsSBCz/2gj8/mLbTPs14Cj+oVT8/A53SPuluCT+LJz8/vozRPhhkCD+R+D4/uIXQPlpYBz+ryD4/3YfPPq5L" +
      "Bj/Llz4/GZPOPhQ+BT/jZT4/UafNPosvBD/kMj4/bMTMPhMgAz/A/j0/TOrLPq0PAj9pyT0/0hjLPlf+AD/Pkj0/3k" +
      "/KPiPY/z7lWj0/S4/JPrqx/T6cIT0/9NbIPnKJ+z7m5jw/sCbIPk1f+T61qjw/WH7HPkoz9z76bDw/v93GPmkF9T6n" +
      "LTw/t0TGPq3V8j6u7Ds/E7PFPhWk8D4Bqjs/oCjFPqJw7j6RZTs/LaXEPlY77D5SHzs/hijEPjEE6j401zo/d7LDPj" +
      "bL5z4rjTo/yELDPmWQ5T4oQTo/QtnCPsFT4z4d8zk/rXXCPksV4T79ojk/zxfCPgbV3j65UDk/b7/BPvKS3D5F/Dg/" +
      "UGzBPhJP2j6SpTg/OR7BPmkJ2D6TTDg/7dTAPvrB1T468Tc/LpDAPsZ40z54kzc/wU/APtEt0T5BMzc/ZxPAPh7hzj" +
      "6H0DY/49q/PrCSzD47azY/+aW/PoxCyj5PAzY/aHS/PrPwxz60mDU/9kW/PiydxT5eKzU/Yhq/PvlHwz49uzQ/cPG+" +
      "PiDxwD5CSDQ/48q+PqWYvj5f0jM/fqa+Po8+vD6EWTM/AoS+PuLiuT6i3TI/NGO+PqSFtz6qXjI/10O+Pt0mtT6M3D" +
      "E/ryW+PpTGsj43VzE/fwi+Ps9ksD6bzjA/DOy9PpgBrj6nQjA/G9C9Pvicqz5Ksy8/dLS9PvU2qT5zIC8/25i9PpzP" +
      "pj4Pii4/E329PvpmpD4M8C0/42C9Phn9oT5VUi0/D0S9PgeSnz7YsCw/Xia9PtQlnT6BCyw/lQe9Po+4mj46Yis/e+" +
      "e8PklKmD7ttCo/1MW8PhXblT6GAyo/aKK8Pghrkz7sTSk/+3y8Pjj6kD4KlCg/UlW8Pr2Ijj7G1Sc/Myu8PrEWjD4I" +
      "Eyc/Yf67PjOkiT61SyY/os67PmAxhz61fyU/uZu7Plu+hD7sriQ/eWW7PkNLgj4+2SM/mCu7Poewfz6P/iI/1u26Ph" +
      "jLej7AHiI/8qu6PpnmdT61OSE/rGW6PnIDcT5PTyA/wRq6PhUibD5uXx8/8cq5Pv5CZz7zaR4/9nW5PrNmYj6/bh0/" +
      "jBu5PsWNXT6ybRw/bbu4PtG4WD6rZhs/b1W4PmfoUz6FWRo/Lum3PlgdTz4kRhk/XHa3Pm1YSj5qLBg/sfy2PnmaRT" +
      "43DBc/33u2PmHkQD5u5RU/mvO1Phk3PD70txQ/lGO1PqOTNz6vgxM/lsu0Pgb7Mj5/SBI/QCu0PnNuLj5VBhE/PoKz" +
      "PiPvKT4hvQ8/QtCyPlh+JT7ZbA4/AhWyPmEdIT5zFQ0/NlCxPpjNHD7ttgs/ooGwPl2QGD5DUQo/+KivPiFnFD6H5A" +
      "g/98WuPk9TED7OcAc/aNitPlFWDD4z9gU/HOCsPopxCD7bdAQ/6dyrPlSmBD7z7AI/rc6qPvD1AD66XgE/VLWpPhzD" +
      "+j3ilP8+15CoPn7U8z3KYPw+PGGnPush7T3cIfk+lCamPvis5j3a2PU+9uCkPpB24D3VhvI+m5CjPqh/2j2eLO8+xT" +
      "WiPszI1D0iy+s+xdCgPhVSzz1mY+g++WGfPj4byj2A9uQ+z+mdPqQjxT2KheE+w2icPk9qwD2pEd4+Xd+aPkrtuz1X" +
      "nNo+Nk6ZPlSrtz2UJtc+8rWXPgGjsz1esdM+OReWPnjSrz3WPdA+vnKUPss3rD0Vzcw+O8mSPv7QqD0rYMk+bhuRPh" +
      "ucpT0h+MU+G2qPPjmXoj3zlcI+B7aNPojAnz2VOr8+/P+LPlwWnT3s5rs+w0iKPi+Xmj3Qm7g+JJGIPq1BmD0QWrU+" +
      "59mGPrIUlj1tIrI+0yOFPkkPlD2b9a4+v2+DPrwvkj2d1Ks+i76BPulzkD2fwKg+1hCAPmTdjj2EuaU+tM58Pv9rjT" +
      "3Zv6I+m4V5PrYfjD0f1J8+xEd2Pqr4ij3R9pw+hxZzPiD3iT1eKJo+WfRvPogViT0/a5c+p+FsPhlZiD0zvpQ+iN9p" +
      "PgrDhz1bIZI+Je9mPv5Thz0LlY8+kBJkPkwIhz0SG40+9kphPoTghj3Gs4o+dZhePm7hhj3+XYg+/PtbPsELhz30GY" +
      "Y+mXhZPpZXhz3r6oM+bA1XPsrMhz2KzoE+6LpUPjNtiD0aiX8+s4NSPkwyiT1Un3s+kWdQPi0gij133Xc+GGZOPtA6" +
      "iz0kQXQ+R4JMPlZ6jD2n0HA++LJKPoj0jT1gg20+4clIPpMEkD2VPGo+EsNGPmCnkj1aAGc+NJpEPuHglT2zxWM+EF" +
      "BCPgOkmT1QkGA+w+M/PrTnnT2WYF0+R1E9PvWpoj27MFo+LkBAPhU2nj3qAVs+VBFDPs08mj3Yzls+Y8pFPiy/lj0D" +
      "mFw+cWpIPnXHkz36XF0+OPNKPiVbkT2XHV4+1mZNPgR+jz2r2V4++sVPPhE0jj1Xkl8+sD5SPrcljT26X2A+ethUPo" +
      "xBjD0ISGE+35RXPoaDiz2SSmI+i3NaPojqij1uZmM+YHFdPm56ij2EmmQ+gJFgPoErij0D5mU+/M9jPtUCij29R2c+" +
      "DCxnPqX/iT2rvmg+7KdqPjgbij22SWo+Nj9uPmFbij2752s+EPJxPii9ij2Zl20+esF1Prw7iz0OWG8+ual5Po3biz" +
      "0IKHE+jqp9Ph+ajD1SBnM+oOKAPsJxjT2H8XQ+BPuCPvVmjj2p6HY+BB6FPmV4jz2K6ng+c0yHPm+fkD2f9Xo+wYSJ" +
      "PlDfkT3yCH0+RMaLPq83kz1mI38+vxCOPmGmlD3eoYA+mGSQPoomlj01tIE+Q8CSPrG7lz1ZyII+VCOVPqxkmT263Y" +
      "M+YI2XPl8gmz3K84Q+4/6ZPs7pnD25CYY+l3acPtbDnj04H4c+/POePv+toD3IM4g+snahPnqnoj3mRok+WP6jPpGv" +
      "pD0UWIo+9IqmPu7Dpj2tZos+ABypPsrkqD1Fcow+1rCrPg4Tqz2Eeo0+IEmuPmxOrT37fo4+iOSwPrOWrz0/f48+u4" +
      "KzPs/rsT3oepA+aSO2PsdNtD2ScZE+QMa4Pr+8tj3dYpI+8mq7Pvc4uT1uTpM+NxG+PrnCuz3tM5Q+2rjAPg1avj31" +
      "EpU+ZmHDPjwAwT1V65U+kgrGPuq1wz3HvJY+FLTIPs97xj0Jh5c+o13LPrpSyT3eSZg++AbOPok7zD0QBZk+y6/QPi" +
      "03zz1tuJk+4lfTPm9G0j2/Y5o+/v7VPjFq1T3WBps+x6TYPtKj2D2koZs+9kjbPmr02z0TNJw+RevdPhJd3z0Uvpw+" +
      "b4vgPuLe4j2fP50+LynjPup65j2yuJ0+Q8TlPjIy6j1UKZ4+alzoPrcF7j2UkZ4+Y/HqPmH28T2E8Z4+IIPtPmsE9j" +
      "3zSJ8+LxHwPlwx+j1WmJ8+WJvyPuJ9/j3Z358+YyH1Pkx1AT6vH6A+HKP3Pvy7Az4RWKA+ZyD6PhETBj4KiaA+CJn8" +
      "Pst6CD7/sqA+xwz/PlHzCj5U1qA+vr0AP6p8DT5a86A+hfIBP8oWED5XCqE+rSQDP5TBEj6FG6E+HVQEP/98FT5yJ6" +
      "E+zIAFP91IGD55LqE+r6oGP/YkGz7yMKE+v9EHPwcRHj4rL6E+8fUIP84MIT6lKaE+QhcKP/kXJD6/IKE+rDULPzAy" +
      "Jz7UFKE+LlEMPxZbKj5HBqE+xmkNP0ySLT599aA+dH8OP2zXMD7Q4qA+OpIPPxAqND6fzqA+GaIQP9CJNz5JuaA+Fq" +
      "8RP0P2Oj4bo6A+NLkSPwRvPj5qjKA+d8ATP6bzQT6UdaA+5MQUP8aDRT7lXqA+gsYVPwQfST6eSKA+VsUWP/7ETD4E" +
      "M6A+ZsEXP1B1UD50HqA+uboYP6IvVD4sC6A+VbEZP6HzVz5c+Z8+QKUaP/nAWz5D6Z8+gZYbP1SXXz4s258+HoUcP2" +
      "B2Yz5Zz58+HXEdP99dZz7pxZ8+hFoeP4tNaz4Sv58+WEEfPyRFbz4Ju58+oSUgP1VEcz4jup8+YgchP/ZKdz5uvJ8+" +
      "oeYhP9FYez4Xwp8+YMMiP7Btfz5Ny58+p50jP63EgT5G2J8+enUkP8zVgz486Z8+3EolPybqhT5D/p8+zh0mP6UBiD" +
      "6EF6A+Ve4mPzccij4qNaA+dLwnP8Y5jD5iV6A+MIgoPzpajj5mfqA+iVEpP4p9kD5IqqA+gBgqP6ijkj4v26A+F90q" +
      "P4PMlD5EEaE+T58rPw74lj6uTKE+LV8sPzUmmT6jjaE+sBwtP+9Wmz5B1KE+2NctPzKKnT6qIKI+pZAuP/O/nz4Gc6" +
      "I+F0cvPyb4oT58y6I+MPsvP8AypD41KqM+8qwwP7Jvpj5jj6M+WlwxP/auqD4k+6M+aQkyP4Pwqj6fbaQ+HbQyP1E0" +
      "rT795qQ+d1wzP1V6rz5mZ6U+dQI0P4fCsT4D76U+GqY0P9kMtD4DfqY+ZEc1P0ZZtj6LFKc+UuY1P8anuD7Esqc+44" +
      "I2P0/4uj7VWKg+Fx03P9pKvT7qBqk+7bQ3P12fvz4svak+Zko4P8/1wT7Ge6o+g904PyNOxD7kQqs+Qm45P1Woxj6s" +
      "Eqw+pPw5P1oEyT5J66w+qIg6Pyhiyz7lzK0+URI7P7bBzT6pt64+nZk7P/oi0D6+q68+kB48P+iF0j5OqbA+K6E8P3" +
      "Xq1D6CsLE+byE9P5dQ1z6CwbI+Xp89P0O42T503LM++xo+P24h3D6BAbU+SpQ+PwqM3j7NMLY+TQs/Pwz44D6Aarc+" +
      "CYA/P2Zl4z69rrg+g/I/PwnU5T6o/bk+wWJAP+pD6D5kV7s+x9BAP/q06j4SvLw+nDxBPyon7T7RK74+R6ZBP2ya7z" +
      "7Apr8+0A1CP68O8j79LME+QXNCP+OD9D6ivsI+pNZCP/b59j7JW8Q+AjhDP9hw+T6JBMY+ZZdDP3ro+z74uMc+2/RD" +
      "P8hg/j4qeck+b1BEP9hsAD8vRcs+L6pEP5GpAT8XHc0+KQJFP4TmAj/uAM8+dFhFP6YjBD+98NA+Gq1FP+5gBT+K7N" +
      "I+LgBGP1OeBj9b9NQ+wVFGP8rbBz8yCNc+56FGP0sZCT8NKNk+tPBGP8lWCj/nU9s+PT5HPzuUCz+6i90+mopHP5fR" +
      "DD96z98+6dVHP80ODj8TH+I+OyBIP9dLDz94euQ+qWlIP6qIED+X4eY+TLJIPzzFET9WVOk+P/pIP4EBEz+b0us+nE" +
      "FJP3A9FD9HXO4+f4hJP/54FT858fA+Bc9JPyC0Fj9NkfM+SxVKP83uFz9YPPY+cVtKP/coGT8q8vg+mqFKP5RiGj+P" +
      "svs+2+dKP52bGz9dff4+Uy5LPwfUHD8wqQA/H3VLP8kLHj+wGAI/XbxLP9lCHz8RjQM/KgRMPy55ID8zBgU/pUxMP7" +
      "6uIT/2gwY/6ZVMP3/jIj85Bgg/FOBMP2gXJD/YjAk/QStNP29KJT+uFws/i3dNP4x8Jj+Wpgw/DMVNP7StJz9pOQ4/" +
      "3BNOP97dKD/+zw8/FWROPwENKj8sahE/yrVOPxE7Kz/IBxM/EwlPPwRoLD+mqBQ/AF5PP9GTLT+ZTBY/pbRPP2q+Lj" +
      "9z8xc/Dg1QP8bnLz8FnRk/S2dQP9cPMT8dSRs/ZcNQP5A2Mj+L9xw/ZCFRP+NbMz8bqB4/ToFRP8F/ND+aWiA/J+NR" +
      "PxqiNT/RDiI/7UZSP97CNj+JxCM/naxSP/jhNz+MeyU/MBRTP1b/OD+eMyc/nn1TP+MaOj+F7Cg/1+hTP4c0Oz8Epi" +
      "o/y1VUPylMPD/cXyw/Y8RUP7BhPT/OGS4/hzRVP/90Pj+X0y8/GaZVP/iFPz/zjDE/ABlWP3mUQD+NRTM/Jo1WP1yg" +
      "QT8C/TQ/RQJXP4OpQj8tszY/LXhXP8mvQz++Zzg/p+5XPwWzRD9nGjo/dWVYPw6zRT/Uyjs/VNxYP7mvRj+veD0/+1" +
      "JZP9qoRz+dIz8/PslZPz6eSD//ykA/sT5aP7qPST+ObkI/5bJaPyR9Sj/2DUQ/dCVbP0tmSz+/qEU/8JVbPwRLTD9j" +
      "Pkc/6QNcPx8rTT9Nzkg/KW9cP2cGTj9ZV0o/BtdcP7XcTj8u2Us/IDtdP9mtTz/lUk0/MptdP5l5UD9xw04/MvddP7" +
      "A/UT+QKVA/b09eP8H/UT+9g1E/F6ReP2i5Uj810VI/0/VePyBsUz8KEVQ/cUVfP00XVD+tQlU/+pNfP0O6VD+mZVY/" +
      "uOFfP3FUVT/qelc/1S5gP0/lVT9tg1g/HHtgP3RsVj9JgFk/HcZgP5XpVj9Lclo/0w5hP4ZcVz/mWls/U1RhPyrFVz" +
      "/rOlw/x5VhP28jWD+pEl0/UdJhP0h3WD+F4l0/HwliP6jAWD/2ql4/lzliP4X/WD/8a18/Q2NiP9ozWT83JWA/n4Vi" +
      "P5ZdWT8d12A/VaBiP7J8WT+ggWE/OLNiPzKRWT8EJGI//r1iPwibWT/mvmI/",
  ),
  twilight_shifted: table(
    "w+M/PrTnnT2WYF0+EFBCPgOkmT1QkGA+NJpEPuHglT2zxWM+EsNGPmCnkj1aAGc+4clIPpMEkD2VPGo++LJKPoj0jT" +
      "1gg20+R4JMPlZ6jD2n0HA+GGZOPtA6iz0kQXQ+kWdQPi0gij133Xc+s4NSPkwyiT1Un3s+6LpUPjNtiD0aiX8+bA1X" +
      "PsrMhz2KzoE+mXhZPpZXhz3r6oM+/PtbPsELhz30GYY+dZhePm7hhj3+XYg+9kphPoTghj3Gs4o+kBJkPkwIhz0SG4" +
      "0+Je9mPv5Thz0LlY8+iN9pPgrDhz1bIZI+p+FsPhlZiD0zvpQ+WfRvPogViT0/a5c+hxZzPiD3iT1eKJo+xEd2Pqr4" +
      "ij3R9pw+m4V5PrYfjD0f1J8+tM58Pv9rjT3Zv6I+1hCAPmTdjj2EuaU+i76BPulzkD2fwKg+v2+DPrwvkj2d1Ks+0y" +
      "OFPkkPlD2b9a4+59mGPrIUlj1tIrI+JJGIPq1BmD0QWrU+w0iKPi+Xmj3Qm7g+/P+LPlwWnT3s5rs+B7aNPojAnz2V" +
      "Or8+G2qPPjmXoj3zlcI+bhuRPhucpT0h+MU+O8mSPv7QqD0rYMk+vnKUPss3rD0Vzcw+OReWPnjSrz3WPdA+8rWXPg" +
      "Gjsz1esdM+Nk6ZPlSrtz2UJtc+Xd+aPkrtuz1XnNo+w2icPk9qwD2pEd4+z+mdPqQjxT2KheE++WGfPj4byj2A9uQ+" +
      "xdCgPhVSzz1mY+g+xTWiPszI1D0iy+s+m5CjPqh/2j2eLO8+9uCkPpB24D3VhvI+lCamPvis5j3a2PU+PGGnPush7T" +
      "3cIfk+15CoPn7U8z3KYPw+VLWpPhzD+j3ilP8+rc6qPvD1AD66XgE/6dyrPlSmBD7z7AI/HOCsPopxCD7bdAQ/aNit" +
      "PlFWDD4z9gU/98WuPk9TED7OcAc/+KivPiFnFD6H5Ag/ooGwPl2QGD5DUQo/NlCxPpjNHD7ttgs/AhWyPmEdIT5zFQ" +
      "0/QtCyPlh+JT7ZbA4/PoKzPiPvKT4hvQ8/QCu0PnNuLj5VBhE/lsu0Pgb7Mj5/SBI/lGO1PqOTNz6vgxM/mvO1Phk3" +
      "PD70txQ/33u2PmHkQD5u5RU/sfy2PnmaRT43DBc/XHa3Pm1YSj5qLBg/Lum3PlgdTz4kRhk/b1W4PmfoUz6FWRo/bb" +
      "u4PtG4WD6rZhs/jBu5PsWNXT6ybRw/9nW5PrNmYj6/bh0/8cq5Pv5CZz7zaR4/wRq6PhUibD5uXx8/rGW6PnIDcT5P" +
      "TyA/8qu6PpnmdT61OSE/1u26PhjLej7AHiI/mCu7Poewfz6P/iI/eWW7PkNLgj4+2SM/uZu7Plu+hD7sriQ/os67Pm" +
      "Axhz61fyU/Yf67PjOkiT61SyY/Myu8PrEWjD4IEyc/UlW8Pr2Ijj7G1Sc/+3y8Pjj6kD4KlCg/aKK8Pghrkz7sTSk/" +
      "1MW8PhXblT6GAyo/e+e8PklKmD7ttCo/lQe9Po+4mj46Yis/Xia9PtQlnT6BCyw/D0S9PgeSnz7YsCw/42C9Phn9oT" +
      "5VUi0/E329PvpmpD4M8C0/25i9PpzPpj4Pii4/dLS9PvU2qT5zIC8/G9C9Pvicqz5Ksy8/DOy9PpgBrj6nQjA/fwi+" +
      "Ps9ksD6bzjA/ryW+PpTGsj43VzE/10O+Pt0mtT6M3DE/NGO+PqSFtz6qXjI/AoS+PuLiuT6i3TI/fqa+Po8+vD6EWT" +
      "M/48q+PqWYvj5f0jM/cPG+PiDxwD5CSDQ/Yhq/PvlHwz49uzQ/9kW/PiydxT5eKzU/aHS/PrPwxz60mDU/+aW/PoxC" +
      "yj5PAzY/49q/PrCSzD47azY/ZxPAPh7hzj6H0DY/wU/APtEt0T5BMzc/LpDAPsZ40z54kzc/7dTAPvrB1T468Tc/OR" +
      "7BPmkJ2D6TTDg/UGzBPhJP2j6SpTg/b7/BPvKS3D5F/Dg/zxfCPgbV3j65UDk/rXXCPksV4T79ojk/QtnCPsFT4z4d" +
      "8zk/yELDPmWQ5T4oQTo/d7LDPjbL5z4rjTo/hijEPjEE6j401zo/LaXEPlY77D5SHzs/oCjFPqJw7j6RZTs/E7PFPh" +
      "Wk8D4Bqjs/t0TGPq3V8j6u7Ds/v93GPmkF9T6nLTw/WH7HPkoz9z76bDw/sCbIPk1f+T61qjw/9NbIPnKJ+z7m5jw/" +
      "S4/JPrqx/T6cIT0/3k/KPiPY/z7lWj0/0hjLPlf+AD/Pkj0/TOrLPq0PAj9pyT0/bMTMPhMgAz/A/j0/UafNPosvBD" +
      "/kMj4/GZPOPhQ+BT/jZT4/3YfPPq5LBj/Llz4/uIXQPlpYBz+ryD4/vozRPhhkCD+R+D4/A53SPuluCT+LJz8/mLbT" +
      "Ps14Cj+oVT8/j9nUPsSBCz/2gj8/8wXWPtCJDD+Erz8/0TvXPvGQDT9i2z8/MHvYPieXDj+cBkA/GcTZPnScDz9DMU" +
      "A/kBbbPtigED9jW0A/mHLcPlWkET8LhUA/M9jdPuqmEj9KrkA/X0ffPpqoEz8u10A/G8DgPmSpFD/F/0A/YkLiPkqp" +
      "FT8eKEE/MM7jPk6oFj9GUEE/f2PlPm+mFz9LeEE/RQLnPq+jGD88oEE/eqroPhCgGT8kyEE/FVzqPpKbGj8R8EE/Ch" +
      "fsPjaWGz8TGEI/TdvtPv2PHD84QEI/06jvPuiIHT+OaEI/jn/xPviAHj8jkUI/cV/zPi54Hz8EukI/bEj1PotuID8/" +
      "40I/cjr3Pg9kIT/jDEM/dTX5PrxYIj/9NkM/ZTn7PpFMIz+cYUM/Mkb9Po8/JD/NjEM/0Fv/PrgxJT+euEM/GL0APw" +
      "ojJj8Y5UM/odABP4cTJz9REkQ/fOgCPy4DKD9VQEQ/oAQEPwDyKD82b0Q/CCUFP/vfKT8Bn0Q/qkkGPyDNKj/Hz0Q/" +
      "gHIHP225Kz+XAUU/gp8IP+KkLD+DNEU/qdAJP3+PLT+aaEU/8AULP0F5Lj/pnUU/Tj8MPydiLz+C1EU/u3wNPy9KMD" +
      "97DEY/Lr4OP1cxMT/nRUY/nQMQP50XMj/agEY/AE0RP/38Mj9mvUY/TJoSP3XhMz+h+0Y/d+sTPwHFND+eO0c/dkAV" +
      "P56nNT9xfUc/PpkWP0aJNj8uwUc/vPUXP/ZpNz/wBkg/4FUZP6lJOD/QTkg/lrkaP1goOT/lmEg/zCAcP/8FOj9F5U" +
      "g/aYsdP5biOj8JNEk/VPkePxi+Oz9IhUk/b2ogP3yYPD8b2Uk/l94hP7xxPT+bL0o/qlUjP9BJPj/fiEo/fs8kP64g" +
      "Pz/85Eo/6EsmP032Pz8HREs/t8onP6XKQD8Rpks/skspP6qdQT8uC0w/l84qP1VvQj91c0w/LlMsP5g/Qz/o3kw/Nd" +
      "ktP2YORD+OTU0/YmAvP7TbRD9rv00/a+gwP3OnRT99NE4//XAyP5NxRj++rE4/wvkzPwU6Rz8jKE8/Y4I1P7cASD+b" +
      "pk8/gQo3P5XFSD8OKFA/rZE4P4+IST9orFA/jBc6P4tJSj+CM1E/wps7P28ISz8pvVE/6h09PyDFSz8wSVI/nZ0+P4" +
      "B/TD9d11I/cRpAP203TT91Z1M//pNBP8XsTT82+VM/2glDP2KfTj9YjFQ/m3tEPxpPTz+RIFU/2OhFP8L7Tz+RtVU/" +
      "81BHPzalUD8aS1Y/o7NIPzxLUT/J4FY/gxBKP6DtUT9Jdlc/LGdLPymMUj9DC1g/ObdMP5smUz9kn1g/RgBOP7i8Uz" +
      "9ZMlk/8kFPPz9OVD/Vw1k/2ntQP+7aVD+QU1o/Ca1RP6ZiVT9q4Vo/xNVSP/XkVT//bFs/xvVTP41hVj8b9ls/1QxV" +
      "PxnYVj+PfFw/ZhpWP15IVz9EAF0/LR5XPw2yVz8VgV0/pxhYP6IUWD/W/l0/4wlZP7dvWD9ueV4/O/FZPyDDWD+88F" +
      "4/Us9aP1QOWT+RZF8/v6RbP9BQWT/G1F8/NnFcP16KWT8KQWA//jRdP6C6WT8JqWA/GvFdPwLhWT+LDGE/+KReP3v9" +
      "WT/+amE/G1FfP6wPWj8BxGE/ZvZfPx4XWj9iF2I/YZNgPywUWj8vZGI/milhPy0GWj+EqmI/jrhhPzjtWT/W6WI/vz" +
      "9iP2fJWT+nIWM/hsBiPzWaWT8+UmM//r1iPwibWT/mvmI/OLNiPzKRWT8EJGI/VaBiP7J8WT+ggWE/n4ViP5ZdWT8d" +
      "12A/Q2NiP9ozWT83JWA/lzliP4X/WD/8a18/HwliP6jAWD/2ql4/UdJhP0h3WD+F4l0/x5VhP28jWD+pEl0/U1RhPy" +
      "rFVz/rOlw/0w5hP4ZcVz/mWls/HcZgP5XpVj9Lclo/HHtgP3RsVj9JgFk/1S5gP0/lVT9tg1g/uOFfP3FUVT/qelc/" +
      "+pNfP0O6VD+mZVY/cUVfP00XVD+tQlU/0/VePyBsUz8KEVQ/F6ReP2i5Uj810VI/b09eP8H/UT+9g1E/MvddP7A/UT" +
      "+QKVA/MptdP5l5UD9xw04/IDtdP9mtTz/lUk0/BtdcP7XcTj8u2Us/KW9cP2cGTj9ZV0o/6QNcPx8rTT9Nzkg/8JVb" +
      "PwRLTD9jPkc/dCVbP0tmSz+/qEU/5bJaPyR9Sj/2DUQ/sT5aP7qPST+ObkI/PslZPz6eSD//ykA/+1JZP9qoRz+dIz" +
      "8/VNxYP7mvRj+veD0/dWVYPw6zRT/Uyjs/p+5XPwWzRD9nGjo/LXhXP8mvQz++Zzg/RQJXP4OpQj8tszY/Jo1WP1yg" +
      "QT8C/TQ/ABlWP3mUQD+NRTM/GaZVP/iFPz/zjDE/hzRVP/90Pj+X0y8/Y8RUP7BhPT/OGS4/y1VUPylMPD/cXyw/1+" +
      "hTP4c0Oz8Epio/nn1TP+MaOj+F7Cg/MBRTP1b/OD+eMyc/naxSP/jhNz+MeyU/7UZSP97CNj+JxCM/J+NRPxqiNT/R" +
      "DiI/ToFRP8F/ND+aWiA/ZCFRP+NbMz8bqB4/ZcNQP5A2Mj+L9xw/S2dQP9cPMT8dSRs/Dg1QP8bnLz8FnRk/pbRPP2" +
      "q+Lj9z8xc/AF5PP9GTLT+ZTBY/EwlPPwRoLD+mqBQ/yrVOPxE7Kz/IBxM/FWROPwENKj8sahE/3BNOP97dKD/+zw8/" +
      "DMVNP7StJz9pOQ4/i3dNP4x8Jj+Wpgw/QStNP29KJT+uFws/FOBMP2gXJD/YjAk/6ZVMP3/jIj85Bgg/pUxMP76uIT" +
      "/2gwY/KgRMPy55ID8zBgU/XbxLP9lCHz8RjQM/H3VLP8kLHj+wGAI/Uy5LPwfUHD8wqQA/2+dKP52bGz9dff4+mqFK" +
      "P5RiGj+Psvs+cVtKP/coGT8q8vg+SxVKP83uFz9YPPY+Bc9JPyC0Fj9NkfM+f4hJP/54FT858fA+nEFJP3A9FD9HXO" +
      "4+P/pIP4EBEz+b0us+TLJIPzzFET9WVOk+qWlIP6qIED+X4eY+OyBIP9dLDz94euQ+6dVHP80ODj8TH+I+mopHP5fR" +
      "DD96z98+PT5HPzuUCz+6i90+tPBGP8lWCj/nU9s+56FGP0sZCT8NKNk+wVFGP8rbBz8yCNc+LgBGP1OeBj9b9NQ+Gq" +
      "1FP+5gBT+K7NI+dFhFP6YjBD+98NA+KQJFP4TmAj/uAM8+L6pEP5GpAT8XHc0+b1BEP9hsAD8vRcs+2/RDP8hg/j4q" +
      "eck+ZZdDP3ro+z74uMc+AjhDP9hw+T6JBMY+pNZCP/b59j7JW8Q+QXNCP+OD9D6ivsI+0A1CP68O8j79LME+R6ZBP2" +
      "ya7z7Apr8+nDxBPyon7T7RK74+x9BAP/q06j4SvLw+wWJAP+pD6D5kV7s+g/I/PwnU5T6o/bk+CYA/P2Zl4z69rrg+" +
      "TQs/Pwz44D6Aarc+SpQ+PwqM3j7NMLY++xo+P24h3D6BAbU+Xp89P0O42T503LM+byE9P5dQ1z6CwbI+K6E8P3Xq1D" +
      "6CsLE+kB48P+iF0j5OqbA+nZk7P/oi0D6+q68+URI7P7bBzT6pt64+qIg6Pyhiyz7lzK0+pPw5P1oEyT5J66w+Qm45" +
      "P1Woxj6sEqw+g904PyNOxD7kQqs+Zko4P8/1wT7Ge6o+7bQ3P12fvz4svak+Fx03P9pKvT7qBqk+44I2P0/4uj7VWK" +
      "g+UuY1P8anuD7Esqc+ZEc1P0ZZtj6LFKc+GqY0P9kMtD4DfqY+dQI0P4fCsT4D76U+d1wzP1V6rz5mZ6U+HbQyP1E0" +
      "rT795qQ+aQkyP4Pwqj6fbaQ+WlwxP/auqD4k+6M+8qwwP7Jvpj5jj6M+MPsvP8AypD41KqM+F0cvPyb4oT58y6I+pZ" +
      "AuP/O/nz4Gc6I+2NctPzKKnT6qIKI+sBwtP+9Wmz5B1KE+LV8sPzUmmT6jjaE+T58rPw74lj6uTKE+F90qP4PMlD5E" +
      "EaE+gBgqP6ijkj4v26A+iVEpP4p9kD5IqqA+MIgoPzpajj5mfqA+dLwnP8Y5jD5iV6A+Ve4mPzccij4qNaA+zh0mP6" +
      "UBiD6EF6A+3EolPybqhT5D/p8+enUkP8zVgz486Z8+p50jP63EgT5G2J8+YMMiP7Btfz5Ny58+oeYhP9FYez4Xwp8+" +
      "YgchP/ZKdz5uvJ8+oSUgP1VEcz4jup8+WEEfPyRFbz4Ju58+hFoeP4tNaz4Sv58+HXEdP99dZz7pxZ8+HoUcP2B2Yz" +
      "5Zz58+gZYbP1SXXz4s258+QKUaP/nAWz5D6Z8+VbEZP6HzVz5c+Z8+uboYP6IvVD4sC6A+ZsEXP1B1UD50HqA+VsUW" +
      "P/7ETD4EM6A+gsYVPwQfST6eSKA+5MQUP8aDRT7lXqA+d8ATP6bzQT6UdaA+NLkSPwRvPj5qjKA+Fq8RP0P2Oj4bo6" +
      "A+GaIQP9CJNz5JuaA+OpIPPxAqND6fzqA+dH8OP2zXMD7Q4qA+xmkNP0ySLT599aA+LlEMPxZbKj5HBqE+rDULPzAy" +
      "Jz7UFKE+QhcKP/kXJD6/IKE+8fUIP84MIT6lKaE+v9EHPwcRHj4rL6E+r6oGP/YkGz7yMKE+zIAFP91IGD55LqE+HV" +
      "QEP/98FT5yJ6E+rSQDP5TBEj6FG6E+hfIBP8oWED5XCqE+vr0AP6p8DT5a86A+xwz/PlHzCj5U1qA+CJn8Pst6CD7/" +
      "sqA+ZyD6PhETBj4KiaA+HKP3Pvy7Az4RWKA+YyH1Pkx1AT6vH6A+WJvyPuJ9/j3Z358+LxHwPlwx+j1WmJ8+IIPtPm" +
      "sE9j3zSJ8+Y/HqPmH28T2E8Z4+alzoPrcF7j2UkZ4+Q8TlPjIy6j1UKZ4+LynjPup65j2yuJ0+b4vgPuLe4j2fP50+" +
      "RevdPhJd3z0Uvpw+9kjbPmr02z0TNJw+x6TYPtKj2D2koZs+/v7VPjFq1T3WBps+4lfTPm9G0j2/Y5o+y6/QPi03zz" +
      "1tuJk++AbOPok7zD0QBZk+o13LPrpSyT3eSZg+FLTIPs97xj0Jh5c+kgrGPuq1wz3HvJY+ZmHDPjwAwT1V65U+2rjA" +
      "Pg1avj31EpU+NxG+PrnCuz3tM5Q+8mq7Pvc4uT1uTpM+QMa4Pr+8tj3dYpI+aSO2PsdNtD2ScZE+u4KzPs/rsT3oep" +
      "A+iOSwPrOWrz0/f48+IEmuPmxOrT37fo4+1rCrPg4Tqz2Eeo0+ABypPsrkqD1Fcow+9IqmPu7Dpj2tZos+WP6jPpGv" +
      "pD0UWIo+snahPnqnoj3mRok+/POePv+toD3IM4g+l3acPtbDnj04H4c+4/6ZPs7pnD25CYY+YI2XPl8gmz3K84Q+VC" +
      "OVPqxkmT263YM+Q8CSPrG7lz1ZyII+mGSQPoomlj01tIE+vxCOPmGmlD3eoYA+RMaLPq83kz1mI38+wYSJPlDfkT3y" +
      "CH0+c0yHPm+fkD2f9Xo+BB6FPmV4jz2K6ng+BPuCPvVmjj2p6HY+oOKAPsJxjT2H8XQ+jqp9Ph+ajD1SBnM+ual5Po" +
      "3biz0IKHE+esF1Prw7iz0OWG8+EPJxPii9ij2Zl20+Nj9uPmFbij2752s+7KdqPjgbij22SWo+DCxnPqX/iT2rvmg+" +
      "/M9jPtUCij29R2c+gJFgPoErij0D5mU+YHFdPm56ij2EmmQ+i3NaPojqij1uZmM+35RXPoaDiz2SSmI+ethUPoxBjD" +
      "0ISGE+sD5SPrcljT26X2A++sVPPhE0jj1Xkl8+1mZNPgR+jz2r2V4+OPNKPiVbkT2XHV4+cWpIPnXHkz36XF0+Y8pF" +
      "Piy/lj0DmFw+VBFDPs08mj3Yzls+LkBAPhU2nj3qAVs+R1E9PvWpoj27MFo+",
  ),
};
