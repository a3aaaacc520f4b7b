/** Drivers that imitate a graphics card with the processor. */
const SOFTWARE = /swiftshader|llvmpipe|softpipe|software|basic render/i;

let known: boolean | undefined;

/** Whether this window draws without a graphics card: then pictures are made in ways that need none. */
export function isSoftwareRendering(): boolean {
  known ??= findOut();
  return known;
}

function findOut(): boolean {
  const gl = document.createElement("canvas").getContext("webgl2");
  if (!gl) return true;
  const names = gl.getExtension("WEBGL_debug_renderer_info");
  const name: unknown = gl.getParameter(names?.UNMASKED_RENDERER_WEBGL ?? gl.RENDERER);
  gl.getExtension("WEBGL_lose_context")?.loseContext();
  return typeof name !== "string" || SOFTWARE.test(name);
}
