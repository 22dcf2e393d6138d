// Builds the app into the server's package, or (--judge FILE) the format's readers alone for the tests.

import { build } from "esbuild";

const common = {
  bundle: true,
  format: "esm",
  target: ["chrome100", "safari16.4", "firefox113"],
  minify: true,
  legalComments: "none",
  charset: "utf8",
  logLevel: "warning",
};

const judge = process.argv.indexOf("--judge");
if (judge > 0) {
  await build({
    ...common,
    stdin: {
      contents: `
        import { createInterface } from "node:readline";
        import { answer } from "./src/judge.ts";
        for await (const line of createInterface({ input: process.stdin })) console.log(await answer(line));
      `,
      resolveDir: import.meta.dirname ?? new URL(".", import.meta.url).pathname,
      loader: "ts",
    },
    platform: "node",
    outfile: process.argv[judge + 1],
  });
}
