/**
 * miniapp.json: this tool's additions to a mini-program. It is JSON and never code, so that a build runs nothing from
 * the project.
 */
import { choice, dictionary, file, flag, lineOfText, list, record, text } from "./schema.ts";
import type { Properties, Schema } from "./schema.ts";

/** Valid names of constants in `env`. */
export const constantName = "^[A-Za-z_$][A-Za-z0-9_$]*$";

/** Valid names of permissions. */
export const permissionName = "^[A-Za-z][A-Za-z0-9._:-]{0,127}$";

const hosts = (what: string) =>
  list(
    `Origins for ${what}, such as \`https://api.example.com\`.`,
    text("One origin: scheme, host and optional port, without a path.", {
      pattern: "^(?:https?|wss?)://[^/\\s?#\\u0000-\\u001f\\u007f-\\u009f\\ud800-\\udfff]{1,240}/?$",
    }),
  );

/** A number of bytes, or `"2 MB"`; 1 KB is 1024 bytes. */
const size = (description: string, standard: string): Schema => ({
  description: `${description} A number of bytes, or a string such as \`"${standard}"\` (1 KB is 1024 bytes).`,
  anyOf: [
    { type: "integer", minimum: 1 },
    { type: "string", pattern: "^\\d+(?:\\.\\d+)? ?(?:B|KB|MB|GB)$" },
  ],
  default: standard,
});

const identity: Properties = {
  appId: text("Id of the mini-program: letters, digits, `.`, `_` and `-`. Default: `appid` of project.config.json.", {
    pattern: "^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$",
  }),
  versionName: text("Human-readable version, up to 64 characters.", { pattern: lineOfText(64) }),
  versionCode: {
    description: "Machine-readable version: a whole number of at least 1 that increases with every release.",
    type: "integer",
    minimum: 1,
    maximum: 2147483647,
  },
  minPlatform: text("Lowest version of the host that can run the package, such as `2.10`.", {
    pattern: "^\\d{1,9}(?:\\.\\d{1,9}){0,2}$",
  }),
  permissions: list(
    "Permissions that the host must grant, such as `scope.userLocation`.",
    text("One permission: letters, digits, `.`, `_`, `:` and `-`.", { pattern: permissionName }),
  ),
  network: record("Network access of the mini-program.", {
    domains: record("Allowed origins; signed into the package.", {
      request: hosts("`wx.request`"),
      socket: hosts("`wx.connectSocket`"),
      upload: hosts("`wx.uploadFile`"),
      download: hosts("`wx.downloadFile`"),
      webview: hosts("`web-view`"),
    }),
  }),
};

const building: Properties = {
  target: choice(
    "Language level of compiled scripts.",
    ["es2015", "es2016", "es2017", "es2018", "es2019", "es2020", "es2021", "es2022", "es2023", "es2024", "esnext"],
    "es2020",
  ),
  minify: flag("Minifies scripts, styles and templates.", true),
  strictWxs: flag("Rejects syntax in wxs that WeChat's wxs does not support.", false),
  allowMissing: list(
    "Files that may be missing: paths from the folder of app.json; `*` matches any part of a name, `**` any folders. If such a file is missing, the build only warns.",
    text("One path or pattern, with `/` between folders.", { pattern: "^[^\\\\]+$" }),
  ),
  env: dictionary(
    "Constants by environment; `--mode uat` selects `uat`. Templates and scripts can use the values. An environment's name consists of letters, digits, `.`, `_` and `-`.",
    dictionary(
      "Constants of one environment. Names are JavaScript identifiers.",
      {
        description: "A string, a number, true or false.",
        anyOf: [{ type: "string" }, { type: "number" }, { type: "boolean" }],
      },
      { propertyNames: { pattern: constantName } },
    ),
    { propertyNames: { pattern: "^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$" } },
  ),
  budgets: record("Maximum sizes, unpacked and without source maps. A larger build fails.", {
    package: size("Maximum size of the main package, and of each subpackage.", "2 MB"),
    total: size("Maximum size of all packages together.", "30 MB"),
  }),
};

const releasing: Properties = {
  signing: record("Signing keys. Put no secrets into this file.", {
    key: text("Path of the file with the private key."),
  }),
  release: record("Release settings.", {
    store: text("The release store for commands that run in this folder: a folder, file:DIR or s3://BUCKET/PREFIX."),
  }),
};

export const miniappSchema: Schema = file(
  "miniapp",
  "miniapp.json",
  "How the mini-program is built, packed and released.",
  {
    ...identity,
    ...building,
    ...releasing,
  },
);
