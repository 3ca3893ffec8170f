/**
 * Requests of built-in components that need `wx.*`: open types of a button, open data, the settings of `page-meta` and
 * `navigation-bar`, an image's menu. The answer becomes the detail of an event.
 */
import type { AreaContext, Options } from "./definition.ts";
import type { PageBackground } from "../services/page.ts";
import { ask } from "./areas/open.ts";
import { failureOf } from "./call.ts";
import { isRecord, text } from "./parameters.ts";

export type Share = () => Promise<Options>;

/**
 * Carries out the request `name` of a component on page number `page`. Rejects for unknown names.
 *
 * @param share asks the page for its share message
 */
export async function answerAct(
  page: number,
  name: string,
  argument: unknown,
  share: Share,
  context: AreaContext,
): Promise<unknown> {
  const options = isRecord(argument) ? argument : {};
  switch (name) {
    case "openType":
      return openType(text(options["openType"]), options, share, context);
    case "openData":
      return (await ask("openData", options, context))["value"];
    case "scanCode":
      return ask("camera.scanCode", options, context);
    case "navigateToMiniProgram":
    case "openEmbeddedMiniProgram":
      return { ...(await ask(name, options, context)), errMsg: `${name}:ok` };
    case "exitMiniProgram":
      return context.link.call("system.exit", {});
    case "navigationBar":
      return context.link.call("page.navigationBar", { page, bar: barOf(options) });
    case "pageMeta":
      return context.link.call("page.background", {
        page,
        background: backgroundOf(options) as Partial<PageBackground>,
      });
    case "fullScreen":
      return context.link.call("page.fullScreen", {
        page,
        on: options["on"] === true,
        direction: Number(options["direction"]) || 0,
      });
    case "imageMenu":
      return imageMenu(text(options["src"]), context);
    default:
      throw new Error(`${name} is not supported`);
  }
}

/**
 * A refusal is an event detail too: authors read its `errMsg`. Only for `launchApp`, the button raises `error` instead.
 */
async function openType(kind: string, options: Options, share: Share, context: AreaContext): Promise<unknown> {
  const { link, files } = context;
  const { openType: _kind, ...given } = options;
  if (kind === "share") {
    await ask("shareAppMessage", await share(), context).catch(() => undefined);
    return undefined;
  }
  if (kind === "chooseAvatar") {
    const { files: chosen } = await link.call("media.choose", {
      kind: "image",
      count: 1,
      camera: false,
      extensions: [],
    });
    const [first] = chosen;
    return first && { avatarUrl: files.addTemporary(new Uint8Array(first.data), ".jpg") };
  }
  const api = apiOfType[kind];
  if (api === undefined) return undefined;
  try {
    return { ...(await ask(api, given, context)), errMsg: `${kind}:ok` };
  } catch (error) {
    const failure = failureOf(kind, error);
    if (kind === "launchApp") throw new Error(text(failure["errMsg"]), { cause: error });
    return failure;
  }
}

/** Open type of a button → the API that answers it. */
const apiOfType: Readonly<Record<string, string>> = {
  contact: "button.contact",
  getPhoneNumber: "button.getPhoneNumber",
  getRealtimePhoneNumber: "button.getRealtimePhoneNumber",
  getUserInfo: "getUserInfo",
  launchApp: "button.launchApp",
  openSetting: "openSetting",
  feedback: "button.feedback",
  agreePrivacyAuthorization: "requirePrivacyAuthorize",
};

function barOf({ title, loading, frontColor, backgroundColor }: Options) {
  return {
    ...(title === undefined ? {} : { title: text(title) }),
    ...(loading === undefined ? {} : { loading: loading === true }),
    ...(frontColor === undefined ? {} : { color: frontColor === "#ffffff" ? ("white" as const) : ("black" as const) }),
    ...(backgroundColor === undefined ? {} : { background: text(backgroundColor) }),
  };
}

function backgroundOf({ backgroundTextStyle, backgroundColor, backgroundColorTop, backgroundColorBottom }: Options) {
  return {
    ...(backgroundTextStyle === "dark" || backgroundTextStyle === "light" ? { textStyle: backgroundTextStyle } : {}),
    ...(backgroundColor === undefined ? {} : { color: text(backgroundColor) }),
    ...(backgroundColorTop === undefined ? {} : { topColor: text(backgroundColorTop) }),
    ...(backgroundColorBottom === undefined ? {} : { bottomColor: text(backgroundColorBottom) }),
  } as const;
}

async function imageMenu(src: string, { link, files }: AreaContext): Promise<void> {
  await link.call("ui.actionSheet", { itemList: ["保存图片"], itemColor: "#000000", alertText: "" });
  const name = src.slice(src.lastIndexOf("/") + 1);
  const node = files.find(src);
  if (node) {
    await files.fetch(src);
    await link.call("file.export", { name, data: files.bytes(src, "open").slice().buffer as ArrayBuffer });
    return;
  }
  const { data } = await link.call("network.request", {
    kind: "download",
    url: src,
    method: "GET",
    header: {},
    timeout: 60_000,
    chunked: false,
    redirect: "follow",
  });
  await link.call("file.export", { name: name.split("?", 1)[0] as string, data });
}
