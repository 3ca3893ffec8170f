/**
 * Features that only WeChat itself has: account, payment, sharing, scanning, radio. All are stand-ins: the host (or a
 * preview) answers by the API's name, and a call without an answer fails.
 */
import { event, object, real, standIn } from "../definition.ts";
import type { ApiDefinition, AreaContext, Options } from "../definition.ts";
import { createEvents } from "../listeners.ts";
import type { ParameterTypes } from "../parameters.ts";
import { isFunction, isRecord } from "../parameters.ts";

/** Asynchronous APIs without required parameters. */
const withoutParameters =
  "login checkSession getUserInfo getUserProfile getSetting openSetting getPrivacySetting requirePrivacyAuthorize " +
  "openPrivacyContract showShareMenu hideShareMenu updateShareMenu chooseAddress chooseInvoice chooseInvoiceTitle " +
  "chooseLicensePlate chooseLocation choosePoi chooseContact scanCode getBackgroundFetchToken " +
  "checkIsSupportSoterAuthentication checkIsOpenAccessibility checkIsAddedToMyMiniProgram getWeRunData " +
  "navigateBackMiniProgram requestOrderPayment requestVirtualPayment requestMerchantTransfer requestPluginPayment " +
  "addPhoneContact addPhoneCalendar addPhoneRepeatCalendar addCard openCard sendSms setVisualEffectOnCapture " +
  "getScreenRecordingState openBluetoothAdapter closeBluetoothAdapter getBluetoothAdapterState getBluetoothDevices " +
  "startBluetoothDevicesDiscovery stopBluetoothDevicesDiscovery getConnectedBluetoothDevices createBLEConnection " +
  "closeBLEConnection getBLEDeviceServices getBLEDeviceCharacteristics readBLECharacteristicValue " +
  "writeBLECharacteristicValue notifyBLECharacteristicValueChange setBLEMTU getBLEMTU getBLEDeviceRSSI " +
  "makeBluetoothPair isBluetoothDevicePaired createBLEPeripheralServer startBeaconDiscovery stopBeaconDiscovery " +
  "getBeacons startWifi stopWifi getWifiList getConnectedWifi connectWifi setWifiList getHCEState startHCE stopHCE " +
  "sendHCEMessage startLocalServiceDiscovery stopLocalServiceDiscovery openCustomerServiceChat openChannelsActivity " +
  "openChannelsEvent openChannelsLive openChannelsUserProfile getChannelsLiveInfo getChannelsLiveNoticeInfo " +
  "reserveChannelsLive openOfficialAccountArticle openOfficialAccountProfile openOfficialAccountChat " +
  "shareAppMessageToGroup shareFileMessage shareVideoMessage showShareImageMenu shareImageToGroup shareEmojiToGroup " +
  "shareVideoToGroup shareFileToGroup shareToOfficialAccount notifyGroupMembers selectGroupMembers getGroupEnterInfo " +
  "getChatToolInfo openChatTool getShareInfo authPrivateMessage openStoreOrderDetail openStoreCouponDetail " +
  "getSelectedTextRange invokeNativePlugin requestSubscribeDeviceMessage getChatForwardMaterials";

/** Asynchronous APIs whose parameters are checked. */
const checked: Readonly<Record<string, ParameterTypes>> = {
  authorize: { scope: "String" },
  requestPayment: { timeStamp: "String", nonceStr: "String", package: "String", paySign: "String" },
  requestSubscribeMessage: { tmplIds: "Array" },
  navigateToMiniProgram: { appId: "String?", shortLink: "String?" },
  openEmbeddedMiniProgram: { appId: "String?", shortLink: "String?" },
  openLocation: { latitude: "Number", longitude: "Number" },
  startSoterAuthentication: { requestAuthModes: "Array", challenge: "String" },
  checkIsSoterEnrolledInDevice: { checkAuthMode: "String" },
  getBackgroundFetchData: { fetchType: "String?" },
  setBackgroundFetchToken: { token: "String" },
};

/** Event names: each makes `onName` and `offName`. The host raises them as `open` events. */
const events =
  "BluetoothAdapterStateChange BluetoothDeviceFound BLEConnectionStateChange BLECharacteristicValueChange BLEMTUChange " +
  "BLEPeripheralConnectionStateChanged BeaconUpdate BeaconServiceChange GetWifiList WifiConnected " +
  "WifiConnectedWithPartialInfo HCEMessage LocalServiceFound LocalServiceResolveFail LocalServiceLost " +
  "LocalServiceDiscoveryStop CopyUrl NeedPrivacyAuthorization BackgroundFetchData BackPress AgentHandoff " +
  "AudioInterruptionBegin AudioInterruptionEnd";

export function openArea(context: AreaContext): ApiDefinition[] {
  const row = (name: string, parameters: ParameterTypes): ApiDefinition =>
    standIn(name, parameters, (options) => ask(name, options, context));
  const emitters = new Map<string, Set<(detail: unknown) => void>>();
  context.link.on("open", (notice) => {
    for (const emit of emitters.get(notice.event) ?? []) emit(notice.detail);
  });
  return [
    ...withoutParameters.split(" ").map((name) => row(name, {})),
    ...Object.entries(checked).map(([name, parameters]) => row(name, parameters)),
    real("makePhoneCall", { phoneNumber: "String" }, (options) => ask("makePhoneCall", options, context)),
    ...events.split(" ").map((name) =>
      event(
        name,
        (emit) => {
          const key = (name[0] as string).toLowerCase() + name.slice(1);
          const all = emitters.get(key) ?? new Set();
          emitters.set(key, all.add(emit));
          return () => void all.delete(emit);
        },
        "stand-in",
      ),
    ),
    object("createRewardedVideoAd", () => advertisement("createRewardedVideoAd", context), "stand-in"),
    object("createInterstitialAd", () => advertisement("createInterstitialAd", context), "stand-in"),
  ];
}

/** Asks the host to answer an API. Callbacks and other values that cannot be sent are left out. */
export async function ask(api: string, options: Options, { link }: Pick<AreaContext, "link">): Promise<Options> {
  return link.call("open.call", { api, options: sendable(options) });
}

/** Copies options without callbacks and without functions in nested objects, so that they can be sent. */
export function sendable(options: Options): Options {
  const kept: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(options)) {
    if (!isFunction(value)) kept[key] = isRecord(value) && !isBinary(value) ? withoutFunctions(value) : value;
  }
  return kept;
}

function withoutFunctions(value: unknown): unknown {
  try {
    return JSON.parse(JSON.stringify(value)) as unknown;
  } catch {
    return undefined;
  }
}

function isBinary(value: object): boolean {
  return value instanceof ArrayBuffer || ArrayBuffer.isView(value);
}

/**
 * An ad that is never available: `load` and `show` fail with WeChat's code ("1004: no suitable advertisement") unless
 * the host answers.
 */
function advertisement(name: string, { report, link }: AreaContext): object {
  const { methods, emit } = createEvents(["load", "error", "close"], report);
  const show = async (): Promise<void> => {
    try {
      const { isEnded } = await ask(`${name}.show`, {}, { link });
      emit("close", { isEnded: isEnded !== false });
    } catch {
      const problem = { errCode: 1004, errMsg: `${name}:fail no suitable advertisement` };
      emit("error", problem);
      throw problem as unknown as Error;
    }
  };
  return { ...methods, load: show, show, destroy: () => undefined };
}
