// Builds the app into the server's package (--out FOLDER: elsewhere), or (--judge FILE) the readers alone for the tests.
//
// The same sources and the same pinned packages give the same bytes.

import { createHash } from "node:crypto";
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const HERE = fileURLToPath(new URL(".", import.meta.url));
const common = {
  bundle: true,
  format: "esm",
  target: ["chrome100", "safari16.4", "firefox113"],
  minify: true,
  legalComments: "none",
  charset: "utf8",
  logLevel: "warning",
  absWorkingDir: HERE,
};

const option = (name) => {
  const at = process.argv.indexOf(name);
  return at > 0 ? process.argv[at + 1] : null;
};

/** The wasm decoder falls back on a content network where it is not told where its file is: that address is taken out. */
const noContentNetwork = {
  name: "no content network",
  setup({ onLoad }) {
    onLoad({ filter: /zxing-wasm[\\/]dist[\\/]es[\\/]share\.js$/ }, ({ path }) => {
      const source = readFileSync(path, "utf8");
      const contents = source.replace(/https:\/\/fastly\.jsdelivr\.net\/npm\/zxing-wasm@[^`"']*/, "./");
      if (contents === source) throw new Error("zxing-wasm names its content network in another way now");
      return { contents, loader: "js" };
    });
  },
};

if (option("--judge")) await buildJudge(option("--judge"));
else await buildApp(option("--out") ?? join(HERE, "..", "foodtrace_api", "static", "inspect"));

async function buildJudge(outfile) {
  await build({
    ...common,
    stdin: {
      contents: `
        import { createInterface } from "node:readline";
        import { answer } from "./src/judge.ts";
        for await (const line of createInterface({ input: process.stdin })) console.log(await answer(line));
      `,
      resolveDir: HERE,
      loader: "ts",
    },
    platform: "node",
    outfile,
  });
}

async function buildApp(out) {
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  cpSync(join(HERE, "pages"), out, { recursive: true });
  cpSync(join(HERE, "node_modules/zxing-wasm/dist/reader/zxing_reader.wasm"), join(out, "zxing_reader.wasm"));
  const { version } = JSON.parse(readFileSync(join(HERE, "package.json"), "utf8"));
  await build({
    ...common,
    entryPoints: { app: "src/app/main.ts" },
    plugins: [noContentNetwork],
    // `qr`, the decoder for browsers without wasm, is a file of its own.
    splitting: true,
    chunkNames: "part-[hash]",
    outdir: out,
    define: { VERSION: JSON.stringify(version) },
  });
  await build({ ...common, entryPoints: [join(out, "style.css")], outfile: join(out, "style.css"), allowOverwrite: true });
  const sha256 = (bytes) => createHash("sha256").update(bytes).digest("hex");
  const names = readdirSync(out).sort();
  const files = Object.fromEntries(
    names.map((name) => [name === "index.html" ? "./" : name, sha256(readFileSync(join(out, name)))]),
  );
  const define = { FILES: JSON.stringify(files), VERSION: JSON.stringify(sha256(JSON.stringify(files)).slice(0, 16)) };
  await build({ ...common, format: "iife", entryPoints: ["src/sw.ts"], outfile: join(out, "sw.js"), define });
  writeFileSync(join(out, "NOTICE.txt"), notices());
}

/** The licences of what is built in, as they ask to be carried along. */
function notices() {
  const packages = ["@noble/ed25519", "fflate", "idb", "qr", "zxing-wasm"];
  return packages
    .map((name) => {
      const folder = join(HERE, "node_modules", name);
      const { version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
      const file = readdirSync(folder).find((each) => /^licen[cs]e/i.test(each));
      return `${name} ${version} (${license})\n\n${file ? readFileSync(join(folder, file), "utf8") : ""}`;
    })
    .join("\n\n");
}
