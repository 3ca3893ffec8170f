/**
 * A preview's answers for APIs that need a person, a shop or a device: a dialog shows the developer what the app
 * called, with a sample answer as JSON that can be edited, or cancelled as a user would.
 */
import type { Modal } from "../../services/ui.ts";
import { ServiceError } from "../../services/index.ts";
import { hostTexts } from "../texts.ts";
import type { ShowModal } from "./ui.ts";

type Options = Readonly<Record<string, unknown>>;

/** @throws ServiceError `cancel`, or if the answer is not a JSON object */
export async function askDeveloper(api: string, options: Options, show: ShowModal): Promise<Options> {
  const sample = Object.hasOwn(samples, api) ? samples[api] : {};
  const { confirm, content } = await show({
    ...plainModal,
    title: `wx.${api}`,
    content: JSON.stringify(sample, null, 1),
    editable: true,
    placeholderText: shortened(options),
  });
  if (!confirm) throw new ServiceError("cancel");
  return parseAnswer(content ?? "");
}

/** After the user confirms, opens a `tel:` link. */
export async function callNumber({ phoneNumber }: Options, show: ShowModal): Promise<Options> {
  const number = String(phoneNumber);
  const { confirm } = await show({ ...plainModal, content: number, confirmText: hostTexts().call });
  if (!confirm) throw new ServiceError("cancel");
  const link = document.createElement("a");
  link.href = `tel:${encodeURIComponent(number)}`;
  link.click();
  return {};
}

/** Empty strings mean the host's default texts. */
export const plainModal: Modal = {
  title: "",
  content: "",
  showCancel: true,
  cancelText: "",
  cancelColor: "#000000",
  confirmText: "",
  confirmColor: "#576B95",
  editable: false,
  placeholderText: "",
};

function parseAnswer(text: string): Options {
  if (text.trim() === "") return {};
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new ServiceError("the answer is not JSON");
  }
  return typeof value === "object" && value !== null ? (value as Options) : {};
}

function shortened(options: Options): string {
  const text = JSON.stringify(options) ?? "";
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}

/** Sample answers in the shape of WeChat's; APIs not listed answer only success. */
const samples: Readonly<Record<string, Options>> = {
  scanCode: { result: "https://example.com", scanType: "QR_CODE", charSet: "utf-8" },
  chooseAddress: {
    userName: "张三",
    postalCode: "510000",
    provinceName: "广东省",
    cityName: "广州市",
    countyName: "海珠区",
    streetName: "新港街道",
    detailInfo: "新港中路 1 号",
    nationalCode: "440105",
    telNumber: "020-00000000",
  },
  chooseLocation: { name: "天安门", address: "北京市东城区", latitude: 39.908823, longitude: 116.39747 },
  choosePoi: { type: 2, name: "天安门", address: "北京市东城区", latitude: 39.908823, longitude: 116.39747 },
  chooseContact: { phoneNumber: "13800000000", displayName: "张三", phoneNumberList: ["13800000000"] },
  chooseInvoiceTitle: { type: "0", title: "示例公司", taxNumber: "000000000000000000", companyAddress: "" },
  chooseInvoice: { invoiceInfo: "[]" },
  chooseLicensePlate: { plateNumber: "粤A00000" },
  startSoterAuthentication: { authMode: "fingerPrint", resultJSON: "{}", resultJSONSignature: "", errCode: 0 },
  getBackgroundFetchData: { fetchedData: "{}", timeStamp: 0, path: "", query: "", scene: 1001 },
  getShareInfo: { encryptedData: "", iv: "", cloudID: "" },
  getGroupEnterInfo: { encryptedData: "", iv: "", cloudID: "" },
  getChatToolInfo: { encryptedData: "", iv: "", cloudID: "" },
  getBluetoothAdapterState: { discovering: false, available: true },
  getBluetoothDevices: { devices: [] },
  getConnectedBluetoothDevices: { devices: [] },
  getBLEDeviceServices: { services: [] },
  getBLEDeviceCharacteristics: { characteristics: [] },
  getBeacons: { beacons: [] },
  getConnectedWifi: { wifi: { SSID: "wifi", BSSID: "00:00:00:00:00:00", secure: true, signalStrength: 90 } },
  getSelectedTextRange: { start: 0, end: 0 },
};
