/** `Kernels.minMax`. NaN samples are passed over; a bin of nothing but NaN is NaN, NaN. */
export function minMax(
  input: Float32Array,
  numChannels: number,
  numBins: number,
  out: Float32Array,
): void {
  const frames = input.length / numChannels;
  for (let bin = 0; bin < numBins; bin++) {
    const first = Math.floor((bin * frames) / numBins);
    const last = Math.max(first + 1, Math.floor(((bin + 1) * frames) / numBins));
    for (let channel = 0; channel < numChannels; channel++) {
      let smallest = NaN;
      let largest = NaN;
      for (let i = first * numChannels + channel; i < last * numChannels; i += numChannels) {
        const value = input[i];
        if (!(value >= smallest) && !Number.isNaN(value)) smallest = value;
        if (!(value <= largest) && !Number.isNaN(value)) largest = value;
      }
      const at = (bin * numChannels + channel) * 2;
      out[at] = smallest;
      out[at + 1] = largest;
    }
  }
}
