/**
 * Stand-ins for features of the WeChat platform. A preview answers through hooks or asks the developer; otherwise the
 * app gets a plausible answer (a login code that no server knows) or the refusal of a user who cancels. Only phone
 * calls are real.
 */
import { ServiceError } from "../../services/index.ts";
import { askDeveloper, callNumber } from "./ask-developer.ts";
import type { ServiceArea, ServiceContext } from "./contract.ts";
import type { ShowModal } from "./ui.ts";

type Options = Readonly<Record<string, unknown>>;
type Answer = (options: Options) => Options;

export function createOpenServices({ hooks }: ServiceContext, show: ShowModal): ServiceArea {
  const otherwise = (api: string) => (options: Options) => {
    const refusal = refusals.get(api);
    const isAsked = hooks.asks === true && (refusal === undefined || refusal === "cancel") && !api.includes(".");
    if (isAsked) return askDeveloper(api, options, show);
    if (api === "makePhoneCall") return callNumber(options, show);
    throw new ServiceError(refusal ?? "not supported in this host");
  };
  return {
    handlers: {
      async "open.call"({ api, options }) {
        const hook = hooks.open && Object.hasOwn(hooks.open, api) ? hooks.open[api] : undefined;
        const answer = hook ?? answers.get(api) ?? otherwise(api);
        const result = await answer(options);
        return typeof result === "object" && result !== null ? (result as Options) : {};
      },
      "open.answer": async ({ api, options }) => hooks.mocks?.answer(api, options),
      "open.report"({ kind, values }) {
        hooks.report?.(kind, values);
      },
    },
    preload: () => (hooks.mocks ? { answered: hooks.mocks.names() } : {}),
  };
}

const user = {
  nickName: "微信用户",
  gender: 0,
  language: "",
  city: "",
  province: "",
  country: "",
  avatarUrl: "",
};

const profile = (): Options => ({
  userInfo: user,
  rawData: JSON.stringify(user),
  signature: "stand-in",
  encryptedData: "",
  iv: "",
  cloudID: "",
});

/** Settings of a user who has not changed any. */
const settings = (): Options => ({ authSetting: {}, subscriptionsSetting: { mainSwitch: true, itemSettings: {} } });

const accepted: Answer = () => ({});

const answers: ReadonlyMap<string, Answer> = new Map<string, Answer>([
  ["login", () => ({ code: `stand-in-${crypto.randomUUID()}` })],
  ["checkSession", accepted],
  ["getUserInfo", profile],
  ["getUserProfile", profile],
  ["getSetting", settings],
  ["openSetting", settings],
  ["authorize", accepted],
  ["getPrivacySetting", () => ({ needAuthorization: false, privacyContractName: "隐私保护指引" })],
  ["requirePrivacyAuthorize", accepted],
  ["openPrivacyContract", accepted],
  ["requestSubscribeMessage", subscribe],
  ["requestSubscribeDeviceMessage", subscribe],
  ["showShareMenu", accepted],
  ["hideShareMenu", accepted],
  ["updateShareMenu", accepted],
  ["setBackgroundFetchToken", accepted],
  ["getBackgroundFetchToken", () => ({ token: "" })],
  ["checkIsSupportSoterAuthentication", () => ({ supportMode: [] })],
  ["checkIsSoterEnrolledInDevice", () => ({ isEnrolled: false })],
  ["checkIsOpenAccessibility", () => ({ open: false })],
  ["checkIsAddedToMyMiniProgram", () => ({ added: false })],
  ["getWeRunData", () => ({ encryptedData: "", iv: "", cloudID: "" })],
  // Stopping something that never started succeeds.
  ...[
    "closeBluetoothAdapter",
    "closeBLEConnection",
    "stopBluetoothDevicesDiscovery",
    "stopBeaconDiscovery",
    "stopWifi",
    "stopHCE",
    "stopLocalServiceDiscovery",
  ].map((api): [string, Answer] => [api, accepted]),
  ["addPhoneCalendar", accepted],
  ["addPhoneRepeatCalendar", accepted],
  ["setVisualEffectOnCapture", accepted],
  ["getScreenRecordingState", () => ({ state: "off" })],
]);

/** Errors where a person, a shop or a device would be needed. `cancel` means that the user gave up. */
const refusals: ReadonlyMap<string, string> = new Map([
  ...[
    "requestPayment requestOrderPayment requestVirtualPayment requestMerchantTransfer scanCode chooseAddress chooseInvoice",
    "chooseInvoiceTitle chooseLicensePlate chooseLocation choosePoi chooseContact addPhoneContact addCard openCard",
    "navigateToMiniProgram openEmbeddedMiniProgram startSoterAuthentication shareAppMessageToGroup shareFileMessage",
    "shareImageToGroup shareVideoMessage showShareImageMenu",
  ]
    .join(" ")
    .split(" ")
    .map((api): [string, string] => [api, "cancel"]),
  ["createInferenceSession", "not supported"],
  ["getInferenceEnvInfo", "not supported"],
  ["openBluetoothAdapter", "not available"],
  ["openData", "not available"],
  ["startWifi", "system not support"],
  ["getBackgroundFetchData", "no fetched data"],
  ["getHCEState", "not support NFC"],
  ["startHCE", "not support NFC"],
]);

function subscribe({ tmplIds }: Options): Options {
  return Object.fromEntries((Array.isArray(tmplIds) ? tmplIds : []).map((id) => [String(id), "accept"]));
}
