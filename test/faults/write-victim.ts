import { writeCounted } from "#test/support/write-counted.ts";

/* What is killed: writes a recording of raw samples and ends itself, as kill -9 would, before the chunk of a number. */

const [source = "", folder = "", form = "", dieBefore = "0"] = process.argv.slice(2);
let chunks = 0;
await writeCounted(source, folder, form, () => {
  if (chunks++ === Number(dieBefore)) process.kill(process.pid, "SIGKILL");
});
