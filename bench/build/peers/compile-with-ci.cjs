/**
 * Compiles a project with miniprogram-ci, without a key and without the network, and prints how long the compile took.
 *
 *     NODE_PATH=<folder of node_modules> node compile-with-ci.cjs PROJECT es5|off
 *
 * `es5`: ES5 transformation and minification of everything, as its upload does by default. `off`: neither.
 * The attributes that it would fetch for an app id are its own defaults; the list of extra file types, which it asks
 * for as well and does without when it cannot get it, fails at once.
 */
const dns = require("node:dns");

dns.lookup = (host, options, callback) => {
  const done = typeof options === "function" ? options : callback;
  process.nextTick(done, Object.assign(new Error(`not looked up: ${host}`), { code: "ENOTFOUND" }));
};

const { Project, DefaultProjectAttr, getCompiledResult } = require("miniprogram-ci");

const [projectPath, mode] = process.argv.slice(2);
const settings = {
  es5: { es6: true, es7: true, minify: true },
  off: { es6: false, es7: false, minify: false },
};

async function main() {
  const project = new Project({
    appid: "wx0000000000000001",
    type: "miniProgram",
    projectPath,
    privateKey: "none",
    ignores: ["node_modules/**/*"],
  });
  const attributes = async () => ({ ...DefaultProjectAttr });
  project.attr = attributes;
  project.project.attr = attributes;

  const started = performance.now();
  const files = await getCompiledResult({ project, setting: settings[mode], onProgressUpdate() {} });
  const ms = performance.now() - started;
  let bytes = 0;
  for (const content of Object.values(files)) bytes += Buffer.byteLength(content);
  console.log(JSON.stringify({ ms, bytes, files: Object.keys(files).length }));
  // It leaves its worker processes running.
  process.exit(0);
}

main().catch((error) => {
  console.error(error.message ?? error);
  process.exit(1);
});
