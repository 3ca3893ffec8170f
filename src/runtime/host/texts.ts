/** Texts of the host's own UI, in the user's language. */

export interface HostTexts {
  readonly restart: string;
  readonly leave: string;
  readonly cancel: string;
  readonly confirm: string;
  readonly call: string;
  readonly failed: string;
  readonly chooseFiles: string;
  readonly copy: string;
  readonly paste: string;
  readonly sensors: string;
}

const chinese: HostTexts = {
  restart: "重新进入小程序",
  leave: "退出",
  cancel: "取消",
  confirm: "确定",
  call: "呼叫",
  failed: "小程序无法打开",
  chooseFiles: "选择文件",
  copy: "复制到剪贴板",
  paste: "读取剪贴板内容",
  sensors: "使用动作与方向传感器",
};
const english: HostTexts = {
  restart: "Restart",
  leave: "Leave",
  cancel: "Cancel",
  confirm: "OK",
  call: "Call",
  failed: "This app cannot be opened",
  chooseFiles: "Choose files",
  copy: "Copy to the clipboard",
  paste: "Read the clipboard",
  sensors: "Use the motion sensors",
};

export function hostTexts(): HostTexts {
  return navigator.language.startsWith("zh") ? chinese : english;
}
