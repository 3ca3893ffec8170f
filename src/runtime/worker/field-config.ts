/**
 * `__wxConfig`, WeChat's internal table of an app. It is undocumented, but many scripts read it, above all
 * `envVersion`. So it exists, with only what documented functions return too.
 */
import type { WxApi } from "../api/index.ts";
import type { StartMessage } from "../protocol.ts";

export interface FieldConfig {
  readonly accountInfo: { readonly appId: string };
  readonly envVersion: string;
  readonly entryPagePath: string;
  readonly pages: readonly string[];
}

export function fieldConfig({ app }: Pick<StartMessage, "app">, wx: WxApi["wx"]): FieldConfig {
  const { entryPagePath, packages } = app as {
    readonly entryPagePath: string;
    readonly packages: readonly { readonly pages: readonly string[] }[];
  };
  const { miniProgram } = (
    wx["getAccountInfoSync"] as () => {
      readonly miniProgram: { readonly appId: string; readonly envVersion: string };
    }
  )();
  return {
    accountInfo: { appId: miniProgram.appId },
    envVersion: miniProgram.envVersion,
    entryPagePath,
    pages: packages.flatMap(({ pages }) => pages),
  };
}
