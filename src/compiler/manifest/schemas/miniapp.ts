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
    text("One origin: scheme and host, and port if need be, without a path.", {
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
  appId: text("Id of the mini-program: letters, digits, `.`, `_` and `-`. That of project.config.json if absent.", {
    pattern: "^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$",
  }),
  versionName: text("Version for people, up to 64 characters.", { pattern: lineOfText(64) }),
  versionCode: {
    description: "Version for machines: a whole number from 1 that grows with every release.",
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
  network: record("What the mini-program may reach.", {
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
  minify: flag("Makes scripts, styles and templates smaller.", true),
  strictWxs: flag("Refuses in wxs what WeChat's wxs lacks, instead of allowing newer syntax.", false),
  allowMissing: list(
    "Files that may be missing: paths from the folder of app.json, `*` for any part of a name and `**` for any folders. A miss is a warning then.",
    text("One path or pattern, with `/` between folders.", { pattern: "^[^\\\\]+$" }),
  ),
  env: dictionary(
    "Constants by environment; `--mode uat` picks `uat`. Templates and scripts see the values. Names of environments have letters, digits, `.`, `_` and `-`.",
    dictionary(
      "Constants of one environment. A name is an identifier, as in JavaScript.",
      {
        description: "A string, a number, true or false.",
        anyOf: [{ type: "string" }, { type: "number" }, { type: "boolean" }],
      },
      { propertyNames: { pattern: constantName } },
    ),
    { propertyNames: { pattern: "^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$" } },
  ),
  budgets: record("Sizes, unpacked and without source maps, above which a build fails.", {
    package: size("Of the main package, and of each subpackage.", "2 MB"),
    total: size("Of all packages together.", "30 MB"),
  }),
};

const releasing: Properties = {
  signing: record("Keys. No secret belongs in this file.", {
    key: text("Path of the file with the private key."),
  }),
  release: record("Where releases go.", {
    store: text("The release store of verbs that run in this folder: a folder, file:DIR or s3://BUCKET/PREFIX."),
  }),
};

export const miniappSchema: Schema = file(
  "miniapp",
  "miniapp.json",
  "How a mini-program is built, packed and released.",
  {
    ...identity,
    ...building,
    ...releasing,
  },
);
