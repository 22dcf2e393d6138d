// Builds the script of the receiving page into the server's package (--out FOLDER: elsewhere), with the inspector's tools.
//
// The same sources and the same pinned packages give the same bytes.

import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const HERE = fileURLToPath(new URL(".", import.meta.url));
const TOOLS = join(HERE, "..", "inspector");
const { build } = createRequire(join(TOOLS, "build.mjs"))("esbuild");

const at = process.argv.indexOf("--out");
const out = at > 0 ? process.argv[at + 1] : join(HERE, "..", "foodtrace_api", "static", "kitchen");
const common = {
  bundle: true,
  target: ["chrome100", "safari16.4", "firefox113"],
  minify: true,
  legalComments: "none",
  charset: "utf8",
  logLevel: "warning",
  absWorkingDir: HERE,
  nodePaths: [join(TOOLS, "node_modules")],
};

rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
await build({ ...common, format: "esm", entryPoints: ["src/main.ts"], outfile: join(out, "app.js") });
const version = createHash("sha256").update(readFileSync(join(out, "app.js"))).digest("hex").slice(0, 16);
await build({
  ...common,
  format: "iife",
  entryPoints: ["src/sw.ts"],
  outfile: join(out, "sw.js"),
  define: { VERSION: JSON.stringify(version) },
});
// What is built in carries its licence along.
const idb = join(TOOLS, "node_modules", "idb");
const { version: release, license } = JSON.parse(readFileSync(join(idb, "package.json"), "utf8"));
writeFileSync(join(out, "NOTICE.txt"), `idb ${release} (${license})\n\n${readFileSync(join(idb, "LICENSE"), "utf8")}`);
